/** Time after which a map that has loaded, and says nothing, counts as failed. */
const MAP_SILENT_MS = 8_000;

/** The map of the events: a frame of the site, which loads the library of the map only once somebody asks for it. */
class MapPart {
  #settings;
  #language;
  #query;
  #controller;

  constructor(settings, language) {
    this.#settings = settings;
    this.#language = language;
    this.#query = settings.query;
    this.button = h("button", { type: "button", class: "button", "aria-expanded": "false", "aria-controls": "map" }, language.say("map.show"));
    this.box = h("div", { class: "map", id: "map", hidden: true });
    for (const [name, value] of Object.entries(settings.mapSize)) if (value) this.box.style[name] = value;
    this.button.addEventListener("click", () => (this.box.hidden ? this.show() : this.hide()));
  }

  /** Shows other events. */
  follow(query) {
    this.#query = query;
    if (!this.box.hidden) this.show();
  }

  show() {
    this.#announce(true);
    const frame = h("iframe", { class: "map-frame", title: this.#language.say("map.title") });
    this.#watch(frame);
    frame.src = this.#address();
    this.box.replaceChildren(frame);
  }

  hide() {
    this.#controller?.abort();
    this.#announce(false);
    this.box.replaceChildren();
  }

  #announce(shown) {
    this.box.hidden = !shown;
    this.button.setAttribute("aria-expanded", String(shown));
    this.button.textContent = this.#language.say(shown ? "map.hide" : "map.show");
  }

  #address() {
    const query = new URLSearchParams(this.#query);
    query.delete("sort");
    query.set("lang", this.#language.code);
    if (this.#settings.accent) query.set("accent", this.#settings.accent);
    if (this.#settings.key) query.set("api-key", this.#settings.key);
    return `${SITE}/integration/carte?${query}`;
  }

  /** Puts a link in place of a map that the policy of the page does not let in, or that does not start. */
  #watch(frame) {
    this.#controller?.abort();
    const controller = new AbortController();
    this.#controller = controller;
    const { signal } = controller;
    const fail = () => {
      if (signal.aborted) return;
      controller.abort();
      const link = h("a", { href: listOf(this.#query) }, this.#language.say("map.link"));
      this.box.replaceChildren(h("p", { class: "note", role: "status" }, this.#language.say("map.failed"), " ", link));
    };
    addEventListener(
      "message",
      ({ source, data }) => {
        if (source === frame.contentWindow && data?.type === "semaine:ready") controller.abort();
      },
      { signal },
    );
    document.addEventListener(
      "securitypolicyviolation",
      ({ effectiveDirective, blockedURI }) => {
        if (/^(?:frame|child|default)-src/.test(effectiveDirective) && blockedURI.startsWith(SITE)) fail();
      },
      { signal },
    );
    frame.addEventListener("load", () => setTimeout(fail, MAP_SILENT_MS), { signal });
  }
}
