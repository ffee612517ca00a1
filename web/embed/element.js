/** Shows labelled events in a page of another site. Its own content, a link, is what is left where this does not run or load. */
class SemaineEvenements extends HTMLElement {
  static observedAttributes = ATTRIBUTES;

  #settings;
  #language;
  /** Query of the shown events: that of the tag, or that of the form. */
  #query;
  #page = 1;
  #controller;
  #root;
  #content;
  #fallback;
  #list;
  #waits = false;

  connectedCallback() {
    this.#restart();
  }

  disconnectedCallback() {
    this.#controller?.abort();
  }

  attributeChangedCallback() {
    if (this.isConnected) this.#restart();
  }

  /** Starts anew, once for all attributes that change together. */
  #restart() {
    if (this.#waits) return;
    this.#waits = true;
    queueMicrotask(() => {
      this.#waits = false;
      if (this.isConnected) this.#start();
    });
  }

  #start() {
    this.#settings = settingsOf(this);
    this.#language = new Language(this.#settings.language);
    this.#query = this.#settings.query;
    this.#page = 1;
    this.#fallback = h("slot");
    this.#content = h("section", { class: "embed", lang: this.#language.code, "aria-label": this.#language.say("label") });
    if (this.#settings.accent) this.#content.style.setProperty("--accent", this.#settings.accent);
    this.#root ??= this.attachShadow({ mode: "open" });
    this.#root.replaceChildren(...styled(this.#root), this.#content, this.#fallback);
    this.#list = undefined;
    if (this.#settings.view === "event") return this.#request((signal) => this.#showEvent(signal));
    if (this.#settings.view === "counter") return this.#request((signal) => this.#showCounter(signal));
    this.#list = this.#prepareList();
    if (this.#settings.view === "map") this.#list.map.show();
    return this.#requestPage();
  }

  /** Runs a request; what it shows takes the place of the content of the tag, which comes back when it fails. */
  async #request(run) {
    this.#controller?.abort();
    const controller = new AbortController();
    this.#controller = controller;
    const status = this.#list?.status ?? h("p", { class: "note", role: "status" });
    if (!status.isConnected) this.#content.prepend(status);
    if (!status.textContent) status.textContent = this.#language.say("loading");
    this.#content.setAttribute("aria-busy", "true");
    try {
      await run(controller.signal);
      this.#fallback.hidden = true;
    } catch (failure) {
      if (controller.signal.aborted) return;
      this.#fail(failure, status, run);
    } finally {
      if (this.#controller === controller) this.#content.removeAttribute("aria-busy");
    }
  }

  #fail(failure, status, run) {
    console.warn("semaine-evenements:", failure);
    this.#fallback.hidden = false;
    this.#list?.clear();
    if (this.#settings.view === "event" && [404, 410].includes(failure.status)) {
      status.textContent = this.#language.say("gone");
      return;
    }
    const retry = h("button", { type: "button", class: "button" }, this.#language.say("retry"));
    retry.addEventListener("click", () => {
      if (this.#list) status.textContent = "";
      else status.remove();
      this.#request(run);
    });
    status.replaceChildren(this.#language.say("failed"), " ", retry);
  }

  async #showEvent(signal) {
    const { edition, slug } = this.#settings.event;
    const event = await read(`/catalogue/editions/${edition}/events/${slug}`, undefined, signal, this.#settings.key);
    this.#content.replaceChildren(card(event, this.#settings, this.#language));
  }

  async #showCounter(signal) {
    const query = new URLSearchParams(this.#query);
    query.set("limit", "1");
    query.set("count", "true");
    const { total } = await read("/catalogue/events", query, signal, this.#settings.key);
    const link = h("a", { href: listOf(this.#query) }, h("strong", {}, this.#language.number(total)), " ", this.#language.count("counter", total));
    this.#content.replaceChildren(h("p", { class: "counter" }, link));
  }

  /** The parts around the list; they stay while its pages change. */
  #prepareList() {
    const { view } = this.#settings;
    const say = (key) => this.#language.say(key);
    const status = h("p", { class: "count", role: "status", tabindex: "-1" });
    const events = h("ol", { class: "events" });
    const pages = h("nav", { class: "pages", "aria-label": say("pages"), hidden: true });
    const foot = h("div", { class: "foot" });
    const map = new MapPart(this.#settings, this.#language);
    const form = view === "search" ? searchForm(this.#settings, this.#language, (query) => this.#search(query)) : undefined;
    this.#content.append(...[form, h("div", { class: "bar" }, status, map.button), map.box, events, pages, foot].filter(Boolean));
    const clear = () => [events, pages, foot].forEach((part) => part.replaceChildren());
    return { form, status, events, pages, foot, map, clear };
  }

  #search(query) {
    this.#query = query;
    this.#page = 1;
    this.#list.map.follow(query);
    this.#requestPage();
  }

  #turnTo(page) {
    this.#page = page;
    // The button that was pressed may be gone: the focus goes to the beginning of the page, below what the host fixes over it.
    this.#requestPage().then(() => {
      this.#list?.status.focus({ preventScroll: true });
      this.#list?.status.scrollIntoView({ block: "start" });
    });
  }

  #requestPage() {
    return this.#request((signal) => this.#showPage(signal));
  }

  async #showPage(signal) {
    const { pageSize, showsCount, showsExports, key } = this.#settings;
    const { form, status, events, pages, foot } = this.#list;
    const query = new URLSearchParams(this.#query);
    query.set("limit", String(pageSize));
    query.set("count", "true");
    if (this.#page > 1) query.set("page", String(this.#page));
    const { items, total } = await read("/catalogue/events", query, signal, key);
    const found = this.#language.count("count", total);
    const last = Math.max(1, Math.ceil(total / pageSize));
    const place = this.#language.say("page", { n: this.#language.number(this.#page), total: this.#language.number(last) });
    const parts = [showsCount && found, last > 1 && place].filter(Boolean);
    status.textContent = total === 0 ? this.#language.say("empty") : parts.join(" · ");
    events.start = (this.#page - 1) * pageSize + 1;
    events.replaceChildren(...items.map((event) => h("li", {}, card(event, this.#settings, this.#language))));
    pages.replaceChildren(...this.#buttons(last));
    pages.hidden = last === 1;
    const all = h("p", {}, h("a", { href: listOf(this.#query) }, this.#language.say("all")));
    foot.replaceChildren(...[showsExports && total > 0 && exportsOf(this.#query, this.#language), all].filter(Boolean));
    if (form?.fill) {
      form.fill();
      form.fill = undefined;
    }
  }

  #buttons(last) {
    const button = (key, page) => {
      const button = h("button", { type: "button", class: "button" }, this.#language.say(key));
      button.addEventListener("click", () => this.#turnTo(page));
      return button;
    };
    return [this.#page > 1 && button("previous", this.#page - 1), this.#page < last && button("next", this.#page + 1)].filter(Boolean);
  }
}

/** Gives the frames of this site, in this page, the height that they tell. */
function fitFrames({ source, data }) {
  if (data?.type !== "semaine:height" || !(data.height > 0)) return;
  const frame = [...document.querySelectorAll("iframe")].find((frame) => frame.contentWindow === source);
  if (frame?.src.startsWith(`${SITE}/integration`)) frame.style.height = `${Math.min(Math.ceil(data.height), 20_000)}px`;
}

// A page may load the module twice.
if (!customElements.get("semaine-evenements")) {
  customElements.define("semaine-evenements", SemaineEvenements);
  addEventListener("message", fitFrames);
}
