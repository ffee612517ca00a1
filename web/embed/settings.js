// Element by which other sites show labelled events: <semaine-evenements>. Its module is these files in one, in the order of
// xtask/src/embed.rs: settings.js, words.js, parts.js, map.js, element.js.
//
// It runs in pages with a policy of their own, which may forbid inline styles, markup made of text (Trusted Types), and every origin
// but this one. So it only creates elements, styles them with a constructed sheet, and requests nothing from elsewhere. It stores
// nothing and sends no cookie.

/** Origin of the site, which has sent this module. */
const SITE = new URL(import.meta.url).origin;
/** Texts by language and key. */
const TEXTS = {{texts}};
/** Parameters of a search, in the address of a list and of the API. */
const FILTERS = {{filters}};
const STYLES = {{styles}};

const VIEWS = ["list", "search", "map", "event", "counter"];
const PAGE_SIZE = 12;
const PAGE_SIZE_MAX = 50;
/** Names of attributes; each may also be written with `data-` before it. */
const OWN = ["view", "lang", "query", "event", "page-size", "accent", "heading-level", "api-key"];
/** Attributes of OpenAgenda's embed that mean the same here, without their `data-`. */
const OF_OPENAGENDA = ["filters", "primary-color", "map-size", "page-size", "sort", "hide-location", "display-total", "export-modal", "image-list"];
const ATTRIBUTES = [...OWN, ...OWN.map((name) => `data-${name}`), ...OF_OPENAGENDA.map((name) => `data-${name}`)];
/** Orders of OpenAgenda by time, which is the usual order here. */
const BY_TIME = ["timings.asc", "timingsWithFeatured.asc", "lastTiming.asc", "lastTimingWithFeatured.asc"];
/** Filters of OpenAgenda, and the fields of the search that do the same. */
const FIELDS = new Map([
  ["search", "text"],
  ["keyword", "text"],
  ["region", "region"],
  ["timings", "days"],
  ["dateRange", "days"],
  ["relative", "days"],
]);

/** Reads what the attributes of a tag ask for; without a query or an event, the first link in the tag says which events. */
function settingsOf(host) {
  const given = (name) => host.getAttribute(name) ?? host.getAttribute(`data-${name}`) ?? undefined;
  // A page in a frame gives its query, and holds the links of a whole list.
  const link = given("query") === undefined ? [...host.querySelectorAll("a[href]")].find((link) => link.origin === SITE) : undefined;
  const event = eventOf(given("event") ?? link?.pathname ?? "");
  const view = VIEWS.find((view) => view === given("view")) ?? (event ? "event" : "list");
  const size = Number.parseInt(given("page-size") ?? "", 10);
  const level = Number.parseInt(given("heading-level") ?? "", 10);
  return {
    // Without an event there is nothing to show alone.
    view: view === "event" && !event ? "list" : view,
    event,
    language: languageOf(given("lang") ?? host.closest("[lang]")?.lang ?? ""),
    query: queryOf(given("query") ?? (event ? "" : link?.search) ?? "", given("sort")),
    pageSize: size >= 1 ? Math.min(size, PAGE_SIZE_MAX) : PAGE_SIZE,
    level: level >= 2 && level <= 6 ? level : 3,
    key: keyOf(given("api-key") ?? ""),
    accent: colourOf(given("accent") ?? given("primary-color") ?? ""),
    mapSize: mapSizeOf(given("map-size") ?? ""),
    fields: fieldsOf(given("filters") ?? ""),
    showsPlace: !isOn(given("hide-location")),
    showsCount: !isOff(given("display-total")),
    showsExports: isOn(given("export-modal")),
    showsPictures: !isOff(given("image-list")),
  };
}

const isOff = (value) => value === "0" || value === "false";
const isOn = (value) => value !== undefined && !isOff(value);
const languageOf = (text) => (text.toLowerCase().startsWith("en") ? "en" : "fr");
/** A publishable key; a secret one is not sent from a page. */
const keyOf = (text) => (/^sdi_pub_[0-9A-Za-z]{1,100}$/.test(text) ? text : undefined);
const colourOf = (text) => (/^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i.test(text) ? text : undefined);

/** Edition and slug of an event, from the address of its page or from both with a slash between them. */
function eventOf(text) {
  const [, edition, slug] = /(?:^|\/evenements\/)([a-z0-9_-]{1,60})\/([a-z0-9_-]{1,100})\/?$/.exec(text.split(/[?#]/)[0]) ?? [];
  return slug ? { edition, slug } : undefined;
}

/** The filters in a query string. Other parameters are left out, such as those that advertisers add to addresses. */
function queryOf(text, order) {
  const asked = new URLSearchParams(text);
  const query = new URLSearchParams();
  for (const name of FILTERS) {
    const values = asked.getAll(name).filter((value) => value.trim());
    if (values.length > 0) query.set(name, values.join(","));
  }
  if (BY_TIME.includes(order) && !query.has("sort")) query.set("sort", "next");
  return query;
}

/** Size of the map as styles, from `height:400px` or `ratio:16/9;maxHeight:600px`. */
function mapSizeOf(text) {
  const parts = new Map(text.split(";").map((part) => part.split(":").map((word) => word.trim())));
  const pixels = (name) => (/^\d{2,4}px$/.test(parts.get(name) ?? "") ? parts.get(name) : undefined);
  const [, width, height] = /^(\d{1,3})\/(\d{1,3})$/.exec(parts.get("ratio") ?? "") ?? [];
  return {
    height: pixels("height") ?? (height ? "auto" : undefined),
    aspectRatio: height ? `${width} / ${height}` : undefined,
    maxHeight: pixels("maxHeight"),
  };
}

/** Fields of the search: all of them, unless filters are named that exist here. */
function fieldsOf(names) {
  const known = names.split(",").map((name) => FIELDS.get(name.trim()));
  const fields = new Set(known.filter(Boolean));
  return fields.size > 0 ? fields : new Set(FIELDS.values());
}
