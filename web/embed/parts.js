/** Creates an element; an attribute that is `undefined` or `false` is left out. */
function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== undefined && child !== false));
  return element;
}

/** Answer of the site that is not the resource. */
class Refusal extends Error {
  constructor(response) {
    super(`${response.url}: ${response.status}`);
    this.status = response.status;
  }
}

/** Requests a resource of the API, without cookies. With a key it counts for the key; one that is refused keeps nobody from the events. */
async function read(path, query, signal, key) {
  const request = (headers) => fetch(withQuery(`/api/v1${path}`, query ?? ""), { signal, headers, credentials: "omit" });
  let response = key && (await request({ Authorization: `Bearer ${key}` }));
  if (!response || [401, 403, 429].includes(response.status)) response = await request({});
  if (!response.ok) throw new Refusal(response);
  return response.json();
}

/** An address of the site for one that the API has given: behind a proxy, its host may be another. */
const here = (address) => SITE + new URL(address, SITE).pathname;
const withQuery = (path, query) => (String(query) ? `${SITE}${path}?${query}` : `${SITE}${path}`);
const listOf = (query) => withQuery("/evenements", query);
const pageOf = ({ edition, slug }) => `${SITE}/evenements/${edition}/${slug}`;

let sheet;

/** Gives a root its styles, which no policy of the page forbids; returns a link to them for browsers without constructed sheets. */
function styled(root) {
  try {
    if (!sheet) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLES);
    }
    root.adoptedStyleSheets = [sheet];
    return [];
  } catch {
    return [h("link", { rel: "stylesheet", href: `${SITE}/integration/semaine-evenements.css` })];
  }
}

/** An event in a list, or alone. Its texts are French, whatever the language around them. */
function card(event, settings, language) {
  const status = language.known(`status.${event.lifeStatus}`);
  const { begin, text } = language.when(event);
  const organiser = event.organiser?.name ?? event.organiser;
  return h(
    "article",
    { class: "card" },
    settings.showsPictures && event.thumbnailUrl && picture(event),
    h(
      "div",
      { class: "card-text" },
      h("p", { class: "kind" }, status && h("strong", { class: "status" }, status), h("span", { lang: "fr" }, event.kindLabel)),
      h(`h${settings.level}`, { class: "title", lang: "fr" }, h("a", { href: pageOf(event) }, event.title)),
      h("p", { class: "when" }, h("time", { datetime: begin }, text)),
      settings.showsPlace && h("p", { class: "where" }, language.where(event)),
      h("p", { class: "summary", lang: "fr" }, event.summary),
      h("p", { class: "organiser", lang: "fr" }, organiser),
    ),
  );
}

/** The picture of an event; it removes itself where the page does not let it load. */
function picture(event) {
  const image = h("img", { src: here(event.thumbnailUrl), alt: event.image?.alt ?? "", loading: "lazy", decoding: "async", lang: "fr" });
  const figure = h("figure", { class: "picture" }, image, event.image?.credits && h("figcaption", { lang: "fr" }, event.image.credits));
  image.addEventListener("error", () => figure.remove());
  return figure;
}

/** A labelled field of the search. */
function field(id, label, control) {
  control.id = id;
  return h("p", { class: "field" }, h("label", { for: id }, label), control);
}

/** Form of the search, filled in with a query. `search` is called with the query that it asks for. */
function searchForm({ query, fields }, language, search) {
  const text = h("input", { type: "search", name: "q", maxlength: "200", value: query.get("q") ?? undefined });
  const from = h("input", { type: "date", name: "from", value: query.get("from") ?? undefined });
  const to = h("input", { type: "date", name: "to", value: query.get("to") ?? undefined });
  // Several regions are a choice of the page, which one field cannot show.
  const region = fields.has("region") && !query.get("region")?.includes(",") && h("select", { name: "region" });
  const form = h(
    "form",
    { class: "search", role: "search", "aria-label": language.say("search") },
    fields.has("text") && field("q", language.say("search.text"), text),
    region && field("region", language.say("search.region"), region),
    fields.has("days") && field("from", language.say("search.from"), from),
    fields.has("days") && field("to", language.say("search.to"), to),
    h("button", { type: "submit", class: "button main" }, language.say("search.submit")),
  );
  to.addEventListener("input", () => to.setCustomValidity(""));
  from.addEventListener("input", () => to.setCustomValidity(""));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const isAfter = from.value && to.value && from.value > to.value;
    to.setCustomValidity(isAfter ? language.say("search.order") : "");
    if (!form.reportValidity()) return;
    const asked = new URLSearchParams(query);
    for (const [name, value] of new FormData(form)) {
      if (value.trim()) asked.set(name, value.trim());
      else asked.delete(name);
    }
    // Without words there is nothing to be relevant to.
    if (!asked.has("q") && asked.get("sort") === "relevance") asked.delete("sort");
    search(asked);
  });
  if (region) form.fill = () => fillRegions(region, query.get("region") ?? "", language);
  return form;
}

/** Fills the choice of regions, after the first list: it is worth no wait. */
async function fillRegions(select, chosen, language) {
  const option = (value, label) => h("option", { value, selected: value === chosen }, label);
  select.append(option("", language.say("search.region.any")));
  try {
    const { regions } = await read("/places/territories");
    select.append(...regions.map(({ code, name }) => option(code, name)));
  } catch {
    select.closest(".field")?.remove();
  }
}

/** Links to the list in other formats. */
function exportsOf(query, language) {
  const link = (path, key) => h("li", {}, h("a", { href: withQuery(path, query) }, language.say(key)));
  return h(
    "details",
    { class: "exports" },
    h("summary", {}, language.say("exports")),
    h(
      "ul",
      {},
      link("/api/v1/catalogue/events.ics", "exports.calendar"),
      link("/api/v1/catalogue/events.xlsx", "exports.workbook"),
      link("/programme.pdf", "exports.pdf"),
    ),
  );
}
