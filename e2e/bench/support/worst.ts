import { type Contents, numberOf, type Sent } from "./site.ts";

const CATALOGUE = "/api/v1/catalogue";
const TEXT_MAX_CHARS = 200;
const VALUES_MAX = 120;
const PLACE_MAX_CHARS = 100;
/** Number of events of the largest programme that is printed. */
const PRINTED_MAX = 3_000;
const KEPT = "made once after a change";
const PASSWORD_CHARS = 256;
const LAMBERT_93 = "http://www.opengis.net/def/crs/EPSG/0/2154";
/** Members of an event in a list. */
const FIELDS = "id,edition,slug,lifeStatus,title,summary,image,kind,audiences,attendanceMode,accessMode,organiser,venueName,city,department,region,position,timezone,firstBegin,lastEnd,occurrenceCount,updatedAt,url,nextBegin,nextEnd,kindLabel,audienceLabels,imageUrl,thumbnailUrl,squareUrl";
const JSON_TYPE = { "Content-Type": "application/json" };

/** An anonymous request with the dearest parameters that are known for it. */
export type Worst = {
  /** Operation of the OpenAPI document; absent for a page of the site. */
  operation?: string;
  /** What makes it dear; with the operation, it names the line of the table. */
  name: string;
  /** The request with this number: the numbers make it differ, so that no answer is cached, unless the address has one form only. */
  ask: (number: number) => Sent & { path: string };
  /** An address of one form only: its answer is cached until an event changes. */
  fixed?: true;
  /** Status of the answer, if it is not 200. */
  status?: number;
  /** What keeps a client from sending many, beside the price. */
  bound?: string;
  /** Number of requests to measure in each encoding. */
  times?: number;
};

/** Further contents of the server under measurement. */
export type Found = Contents & { communes: string[]; image: string };

/** A day beyond every event: it makes the request a different one, and leaves no event out. */
const beyond = (number: number) => new Date(Date.UTC(2200, 0, 1 + number)).toISOString().slice(0, 10);

/** Filters that are dear in one way each, by what makes them dear. */
function filters(found: Found): { name: string; query: (number: number) => Record<string, string> }[] {
  const { regions, departments, kinds, ids, communes, positions } = found;
  const words = [...new Set(found.wordPairs.flat())];
  const place = positions[0]?.join(",") ?? "2.35,48.86";
  const part = <Item>(items: Item[], number: number, size: number) => Array.from({ length: Math.min(size, items.length) }, (_, at) => items[(number + at) % items.length] as Item);
  return [
    { name: "every event", query: (number) => ({ to: beyond(number) }) },
    { name: "every event, nearest first", query: (number) => ({ near: place, sort: "distance", to: beyond(number) }) },
    { name: "a box and a circle around everything", query: (number) => ({ bbox: `-180,-90,180,${(90 - number / 1e4).toFixed(4)}`, near: place, radius: "1000000" }) },
    { name: "words with a typo in each", query: (number) => ({ q: text(part(words.filter((word) => word.length > 4).map(withTypo), number * 31, 60), TEXT_MAX_CHARS) }) },
    { name: "many short words", query: (number) => ({ q: text(part(words.filter((word) => word.length === 4), number * 17, 60), TEXT_MAX_CHARS) }) },
    { name: "the beginning of many words", query: (number) => ({ q: ["co", "re", "pr", "in", "de"][number % 5] ?? "co", to: beyond(number) }) },
    { name: "every value of several filters", query: (number) => ({ region: regions.join(), department: departments.slice(0, VALUES_MAX).join(), kind: kinds.join(), to: beyond(number) }) },
    { name: "120 events by id", query: (number) => ({ id: part(ids, number * 7, VALUES_MAX).join() }) },
    { name: "120 communes", query: (number) => ({ commune: part(communes, number, VALUES_MAX).join(), to: beyond(number) }) },
  ];
}

/** The word with two letters swapped that no French word has in this order, so that it is looked for as a typo. */
const withTypo = (word: string) => word.slice(0, 2) + (word[3] ?? "") + (word[2] ?? "") + word.slice(4);

/** The words up to so many characters. */
function text(words: string[], most: number): string {
  let all = "";
  for (const word of words) if (all.length + word.length < most) all += `${all && " "}${word}`;
  return all;
}

/** The dearest requests without signing in that are known: at least one for each operation, and those of the pages of the site. */
export function worstRequests(found: Found): Worst[] {
  const { edition, ids, addresses, communes, image, positions } = found;
  const dear = filters(found);
  const to = (path: string, query: Record<string, string>) => `${path}?${new URLSearchParams(query)}`;
  const each = (operation: string | undefined, path: string, more: Record<string, string> = {}, some = dear): Worst[] =>
    some.map(({ name, query }) => ({ operation, name, ask: (number) => ({ path: to(path, { ...query(number), ...more }) }) }));
  const whole = dear.slice(0, 2);
  const exported = (operation: string, path: string, bound?: string): Worst[] => [
    ...each(operation, `${CATALOGUE}/${path}`, {}, whole).map((worst) => ({ ...worst, bound: bound ?? `encoded: ${time}`, times: 3 })),
    { operation, name: "the edition", fixed: true, bound: KEPT, ask: () => ({ path: `${CATALOGUE}/${path}` }) },
  ];
  const as = (operation: string, path: string, name = "as it is"): Worst => ({ operation, name, ask: () => ({ path }) });
  const fixed = (operation: string | undefined, path: string, name = "as it is"): Worst => ({ operation, name, fixed: true, ask: () => ({ path }) });
  const posted = (operation: string, path: string, body: (number: number) => object, more: Pick<Worst, "status" | "bound">): Worst => ({
    operation,
    name: "each different",
    times: 3,
    ...more,
    ask: (number) => ({ method: "POST", path, headers: JSON_TYPE, body: JSON.stringify(body(number)) }),
  });
  const id = (number: number) => ids[number % ids.length] ?? "";
  const agenda = `/v2/agendas/${found.agenda.uid}`;
  const uid = (number: number) => found.agenda.events[number % found.agenda.events.length] ?? 0;
  const slug = (number: number) => addresses[number % addresses.length]?.[1] ?? "";
  const before = (number: number) => ({ "timings[lte]": beyond(number) });
  const counted = Object.fromEntries(["cities", "regions", "departments", "keywords", "status", "locations", "timings", "geohash", "relative", "viewport"].map((kind, at) => [`aggregations[${at}]`, kind]));
  const events = (operation: string, path: string): Worst[] => [
    { operation, name: "300 whole events", ask: (number) => ({ path: to(path, { size: "300", detailed: "1", ...before(number) }) }) },
    { operation, name: "300 whole events in another order, as HTML with labels", ask: (number) => ({ path: to(path, { size: "300", detailed: "1", sort: "location.city.asc", longDescriptionFormat: "HTML", includeLabels: "1", ...before(number) }) }) },
    { operation, name: "counts of ten kinds", ask: (number) => ({ path: to(path, { size: "0", ...counted, ...before(number) }) }) },
    { operation, name: "words with a typo in each", ask: (number) => ({ path: to(path, { search: text([...new Set(found.wordPairs.flat())].filter((word) => word.length > 4).map(withTypo).slice(number * 31, number * 31 + 60), TEXT_MAX_CHARS) || "soudrue", ...before(number) }) }) },
  ];
  const address = (number: number) => (addresses[number % addresses.length] ?? ["", ""]).join("/");
  const password = `${"e\u0301".repeat(PASSWORD_CHARS - 4)}Abc1`;
  const { regions, kinds } = printable(found);
  const time = "36 s of a processor in ten minutes for each client";
  const turn = `one at a time, clients by turns; ${time}`;
  const slow = PLACE_MAX_CHARS;
  return [
    ...each("list_public_events", `${CATALOGUE}/events`, { limit: "100", count: "true" }),
    { operation: "list_public_events", name: "the last of the pages by number", ask: (number) => ({ path: to(`${CATALOGUE}/events`, { page: "50", limit: "100", to: beyond(number) }) }) },
    { operation: "list_public_events", name: "every field, in English", ask: (number) => ({ path: to(`${CATALOGUE}/events`, { limit: "100", fields: FIELDS, lang: "en", to: beyond(number) }) }) },
    // Changes have one order.
    ...each("list_changes", "/api/v1/changes", { limit: "100" }, dear.filter(({ query }) => !("sort" in query(0)))),
    ...each("get_facets", `${CATALOGUE}/facets`),
    { operation: "search_organisers", name: "the beginning of many names", ask: (number) => ({ path: to(`${CATALOGUE}/organisers`, { q: ["e", "s", "a", "in", "c"][number % 5] ?? "e", limit: String(100 - (number % 97)) }) }) },
    ...each("list_event_points", `${CATALOGUE}/points`),
    fixed("list_event_points", `${CATALOGUE}/points`, "the edition"),
    ...each("list_event_clusters", `${CATALOGUE}/clusters`, { zoom: "24" }),
    { operation: "get_public_event", name: "each once", ask: (number) => ({ path: `${CATALOGUE}/events/${id(number)}` }) },
    { operation: "get_public_event_by_slug", name: "each once", ask: (number) => ({ path: `${CATALOGUE}/editions/${address(number + 1_000).replace("/", "/events/")}` }) },
    fixed("get_figures", `${CATALOGUE}/figures`),
    ...exported("export_atom", "events.atom"),
    ...exported("export_rss", "events.rss"),
    ...exported("export_json_feed", "events.feed.json"),
    ...exported("export_calendar", "events.ics"),
    ...exported("export_csv", "events.csv"),
    ...exported("export_geojson", "events.geojson"),
    ...exported("export_france_travail", "events.france-travail.json"),
    ...exported("export_xlsx", "events.xlsx", turn),
    ...each("print_programme", "/programme", {}, whole).map((worst) => ({ ...worst, bound: `encoded: ${time}`, times: 3 })),
    { ...fixed("print_programme", "/programme", "the edition"), bound: KEPT },
    { operation: "export_programme", name: `${numberOf(found, regions, kinds)} events`, bound: turn, times: 1, ask: (number) => ({ path: to("/programme.pdf", { region: regions.join(), kind: kinds.join(), to: beyond(number) }) }) },
    { operation: "export_event_calendar", name: "each once", ask: (number) => ({ path: `${CATALOGUE}/events/${id(number)}/calendar.ics` }) },
    { operation: "export_deadlines", name: "an unknown address", status: 404, ask: (number) => ({ path: `/api/v1/deadlines/${String(number).padStart(43, "x")}/calendar.ics` }) },
    as("get_table_schema", `${CATALOGUE}/events.schema.json`),
    as("get_config", "/api/v1/config"),
    as("list_editions", "/api/v1/editions"),
    as("get_edition", `/api/v1/editions/${edition}`),
    as("get_event_schema", `/api/v1/editions/${edition}/event.schema.json`),
    as("list_vocabularies", `/api/v1/editions/${edition}/vocabularies`),
    as("list_partners", `/api/v1/editions/${edition}/partners`),
    { operation: "search_communes", name: "a name with typos", ask: (number) => ({ path: to("/api/v1/places/communes", { q: text(["sianttes", "mraguerite", "chmaps", "vlilages", "montaganes", "forets", "riveires", "plteaux", "vallees", "coteuax", String(number)], slow), limit: "100" }) }) },
    { operation: "search_communes", name: "the beginning of many names", ask: (number) => ({ path: to("/api/v1/places/communes", { q: ["s", "sa", "la", "saint", "m", "c"][number % 6] ?? "s", limit: "100" }) }) },
    { operation: "get_commune", name: "each once", ask: (number) => ({ path: `/api/v1/places/communes/${communes[number % communes.length]}` }) },
    { operation: "reverse_commune", name: "each place once", ask: (number) => ({ path: to("/api/v1/places/reverse", { lon: String(positions[number % positions.length]?.[0]), lat: String(positions[number % positions.length]?.[1]) }) }) },
    as("list_territories", "/api/v1/places/territories"),
    as("list_epci", "/api/v1/places/epci"),
    as("get_epci", "/api/v1/places/epci/200046977"),
    as("list_industrial_territories", "/api/v1/places/industrial-territories"),
    as("get_industrial_territory", "/api/v1/places/industrial-territories/ti-0401"),
    { operation: "prefill_event_form", name: "places with typos", ask: (number) => ({ path: to("/api/v1/event-form", { edition, title: `Visite ${number}`, postalCode: "69", city: "sianttes mraguerite chmaps vlilages", description: "**visite** ".repeat(500), timings: JSON.stringify(Array.from({ length: 20 }, () => ({ begin: "2018-03-26T09:00", end: "2018-03-26T10:00" }))) }) }) },
    { operation: "get_organisation", name: "each unknown", status: 404, ask: (number) => ({ path: `/api/v1/organisations/0199c0de-0000-7000-8000-${String(number).padStart(12, "0")}` }) },
    { operation: "get_public_file", name: "each unknown", status: 404, ask: (number) => ({ path: `${CATALOGUE}/events/${id(number)}/files/${String(number).padStart(64, "0")}` }) },
    { operation: "check_certificate", name: "each unknown", status: 404, ask: (number) => ({ path: `/api/v1/certificates/${String(number).padStart(10, "0")}` }) },
    as("get_image", image),
    as("get_square_image", image.replace(/\d+\.jpg$/, "square-50.jpg")),
    { operation: "get_sharing_picture", name: "each once", bound: "drawn once, one at a time", ask: (number) => ({ path: `/media/events/${id(number)}/sharing.png` }) },
    { operation: "get_oembed", name: "an address of another site", status: 404, ask: (number) => ({ path: to("/oembed", { url: `https://example.org/evenements?q=${number}${"x".repeat(2_000)}` }) }) },
    as("get_llms_txt", "/llms.txt"),
    as("get_api_catalog", "/.well-known/api-catalog"),
    as("get_jwks", "/.well-known/jwks.json"),
    as("health_live", "/api/health/live"),
    as("health_ready", "/api/health/ready"),
    ...events("list_agenda_events", `${agenda}/events`),
    ...events("list_events_of_agendas", "/v2/events"),
    posted("search_agenda_events", `${agenda}/events`, (number) => ({ size: 300, detailed: 1, timings: { lte: beyond(number) } }), {}),
    posted("request_access_token", "/v2/requestAccessToken", (number) => ({ code: `sdi_live_${String(number).padStart(49, "0")}` }), { status: 401 }),
    { operation: "list_agendas", name: "each different", ask: (number) => ({ path: `/v2/agendas?search=${number}&sort=recentlyAddedEvents.desc` }) },
    { operation: "get_agenda", name: "each different", ask: (number) => ({ path: `${agenda}?detailed=1&number=${number}` }) },
    { operation: "get_agenda_event", name: "each once", ask: (number) => ({ path: `${agenda}/events/${uid(number)}?number=${number}` }) },
    { operation: "get_agenda_event_by_slug", name: "each once", ask: (number) => ({ path: `${agenda}/events/slug/${slug(number)}?number=${number}` }) },
    { operation: "get_agenda_event_by_external_id", name: "each unknown", status: 404, ask: (number) => ({ path: `${agenda}/events/ext/agenda-cci/${number}` }) },
    { operation: "list_agenda_locations", name: "300 places, each different", ask: (number) => ({ path: `${agenda}/locations?size=300&detailed=1&order=name.asc&number=${number}` }) },
    { operation: "get_agenda_location", name: "each unknown", status: 404, ask: (number) => ({ path: `${agenda}/locations/${1_000_000_000 + number}` }) },
    ...["csv", "xlsx", "ics", "rss"].map((extension): Worst => ({ operation: `export_agenda_${extension === "ics" ? "calendar" : extension}`, name: "every event, event by event", bound: extension === "xlsx" ? turn : `encoded: ${time}`, times: 3, ask: (number) => ({ path: to(`/agendas/${found.agenda.uid}/events.v2.${extension}`, before(number)) }) })),
    { operation: "export_agenda_programme", name: "the events of a department", bound: turn, times: 1, ask: (number) => ({ path: to(`/agendas/${found.agenda.uid}/events.v2.pdf`, { department: "69", "timings[gte]": "2018-01-01", ...before(number) }) }) },
    ...["json", "html"].flatMap((f) => [
      fixed("get_ogc_landing_page", `/ogc?f=${f}`, f),
      fixed("get_ogc_definition", `/ogc/api?f=${f}`, f),
      fixed("list_ogc_collections", `/ogc/collections?f=${f}`, f),
      fixed("get_ogc_collection", `/ogc/collections/events?f=${f}`, f),
      fixed("get_ogc_queryables", `/ogc/collections/events/queryables?f=${f}`, f),
      fixed("get_ogc_conformance", `/ogc/conformance?f=${f}`, f),
      { operation: "list_ogc_items", name: `1,000 items, ${f}`, ask: (number: number) => ({ path: to("/ogc/collections/events/items", { limit: "1000", datetime: `../${beyond(number)}`, f }) }) },
      { operation: "list_ogc_items", name: `1,000 items in a box in Lambert-93, ${f}`, ask: (number: number) => ({ path: to("/ogc/collections/events/items", { limit: "1000", bbox: "0,6000000,1300000,7200000", "bbox-crs": LAMBERT_93, crs: LAMBERT_93, datetime: `../${beyond(number)}`, f }) }) },
      { operation: "list_ogc_items", name: `a filter of 20 patterns, ${f}`, ask: (number: number) => ({ path: to("/ogc/collections/events/items", { filter: Array.from({ length: 20 }, () => "summary LIKE '%z_z%'").join(" OR "), datetime: `../${beyond(number)}`, f }) }) },
      { operation: "get_ogc_item", name: `each once, ${f}`, ask: (number: number) => ({ path: `/ogc/collections/events/items/${id(number)}?f=${f}` }) },
      { ...fixed("get_open_data", `/opendata?f=${f}`, f), bound: KEPT },
    ]),
    as("get_log_head", "/opendata/log-head.jws"),
    fixed("get_open_data_checksums", "/opendata/SHA256SUMS"),
    fixed("get_data_package", "/opendata/datapackage.json"),
    ...["ndjson", "geojson"].map((format) => fixed("get_open_data_dump", `/opendata/evenements-${edition}.${format}.gz`, format)),
    posted("write_to_event", `${CATALOGUE}/events/00000000-0000-7000-8000-000000000000/messages`, (number) => ({ subject: "date", text: `The date is wrong, number ${number}.` }), { status: 404, bound: "10 an hour for one machine" }),
    posted("request_alert", "/api/v1/alerts", (number) => ({ email: `camille-${number}@example.org`, search: "q=soudure&region=84&kind=company_visit&near=4.8357,45.764&radius=20000" }), { status: 202, bound: "20 an hour for one machine" }),
    posted("sign_up", "/api/v1/accounts", (number) => ({ email: `camille-${number}@example.org`, name: "Camille", password }), { status: 202, bound: "60 an hour for one machine" }),
    posted("sign_in", "/api/v1/session", (number) => ({ email: `camille-${number}@example.com`, password }), { status: 401, bound: "100 a quarter of an hour for one machine" }),
    posted("request_password_reset", "/api/v1/accounts/password-reset", (number) => ({ email: `camille-${number}@example.com` }), { status: 202, bound: "60 an hour for one machine" }),
    posted("reset_password", "/api/v1/accounts/password-reset/confirm", (number) => ({ token: `invented-${number}`, password }), { status: 422, bound: "60 an hour for one machine" }),
    posted("preview_verification", "/api/v1/accounts/verify/preview", (number) => ({ token: `invented-${number}` }), { status: 422, bound: "60 an hour for one machine" }),
    posted("confirm_address_change", "/api/v1/accounts/address/confirm", (number) => ({ token: `invented-${number}` }), { status: 422, bound: "60 an hour for one machine" }),
    posted("preview_role_invitation", "/api/v1/role-offers/preview", (number) => ({ token: `invented-${number}` }), { status: 422, bound: "120 an hour for one machine" }),
    posted("preview_invitation", "/api/v1/invitations/preview", (number) => ({ token: `invented-${number}` }), { status: 422, bound: "120 an hour for one machine" }),
    posted("decline_invitation", "/api/v1/invitations/decline", (number) => ({ token: `invented-${number}` }), { status: 422, bound: "120 an hour for one machine" }),
    posted("preview_member_invitation", "/api/v1/organisation-invitations/preview", (number) => ({ token: `invented-${number}` }), { status: 422, bound: "120 an hour for one machine" }),
    posted("preview_partner_invitation", "/api/v1/partner-invitations/preview", (number) => ({ token: `invented-${number}` }), { status: 422, bound: "120 an hour for one machine" }),
    posted("decline_partner_invitation", "/api/v1/partner-invitations/decline", (number) => ({ token: `invented-${number}` }), { status: 422, bound: "120 an hour for one machine" }),
    posted("decline_member_invitation", "/api/v1/organisation-invitations/decline", (number) => ({ token: `invented-${number}` }), { status: 422, bound: "120 an hour for one machine" }),
    posted("read_by_link", "/api/v1/readings", (number) => ({ key: `invented-${number}` }), { status: 422, bound: "600 an hour for one machine" }),
    posted("read_file_by_link", `/api/v1/readings/files/${"0".repeat(64)}`, (number) => ({ key: `invented-${number}` }), { status: 422, bound: "600 an hour for one machine" }),
    posted("read_for_opinion", "/api/v1/opinions/read", (number) => ({ key: `invented-${number}` }), { status: 422, bound: "120 an hour for one machine" }),
    { operation: "give_opinion", name: "an invented secret", status: 422, bound: "120 an hour for one machine", ask: (number) => ({ method: "PUT", path: "/api/v1/opinions", headers: JSON_TYPE, body: JSON.stringify({ key: `invented-${number}`, verdict: "reserved", text: "raisons ".repeat(600) }) }) },
    posted("open_kit", "/api/v1/kit/open", (number) => ({ key: `invented-${number}` }), { status: 422, bound: "100 an hour for one machine" }),
    posted("download_kit_file", "/api/v1/kit/file", (number) => ({ key: `invented-${number}`, file: "calendar" }), { status: 422, bound: "100 an hour for one machine" }),
    posted("download_kit_archive", "/api/v1/kit/archive", (number) => ({ key: `invented-${number}` }), { status: 422, bound: "100 an hour for one machine" }),
    posted("refuse_letter", "/api/v1/letters/refusals", (number) => ({ token: `invented-${number}` }), { status: 422, bound: "60 an hour for one machine" }),
    { operation: "refuse_letter_in_one_click", name: "an invented token", status: 422, ask: (number) => ({ method: "POST", path: `/desabonnement?jeton=invented-${number}`, headers: { "Content-Type": "application/x-www-form-urlencoded" }, body: "List-Unsubscribe=One-Click" }) },
    { operation: "report_mail", name: "without the secret", status: 404, ask: () => ({ method: "POST", path: "/api/v1/mail-reports", headers: { "Content-Type": "message/rfc822" }, body: "x".repeat(100_000) }) },
    posted("verify_account", "/api/v1/accounts/verify", (number) => ({ token: `invented-${number}` }), { status: 422, bound: "60 an hour for one machine" }),
    { operation: "refresh_session", name: "an invented cookie", status: 401, ask: (number) => ({ method: "POST", path: "/api/v1/session/refresh", headers: { Cookie: `semaine_refresh=invented-${number}` } }) },
    ...each(undefined, "/evenements"),
    ...each(undefined, "/integration", { "page-size": "50" }, whole),
    ...each(undefined, "/integration/carte", {}, whole),
    { name: "frame of an event, each once", ask: (number) => ({ path: `/integration/evenements/${address(number)}` }) },
    { name: "front page near each commune", ask: (number) => ({ path: `/?commune=${communes[number % communes.length]}` }) },
    { name: "page of an event, each once", ask: (number) => ({ path: `/evenements/${address(number)}` }) },
    ...each(undefined, "/carte.svg", {}, whole),
    ...["/", "/evenements", "/regions/84-auvergne-rhone-alpes", "/departements/69-rhone", "/partenaires", "/participer", "/mode-d-emploi", "/integrer", "/accessibilite", "/mentions-legales", "/hors-ligne", "/problems", "/carte.svg", "/sitemap.xml", `/sitemaps/${edition}-1.xml`, "/sitemaps/pages.xml", "/robots.txt", "/api/openapi.json", "/api/docs/", "/connexion"].map((path) => fixed(undefined, path)),
    { name: "page of an unknown organisation", status: 404, ask: (number) => ({ path: `/organisateurs/0199c0de-0000-7000-8000-${String(number).padStart(12, "0")}`, headers: { Accept: "text/html" } }) },
    { name: "page of something that is not there", status: 404, ask: (number) => ({ path: `/evenements/${edition}/rien-${number}`, headers: { Accept: "text/html" } }) },
    { name: "query with every fault", status: 400, ask: (number) => ({ path: to(`${CATALOGUE}/events`, Object.fromEntries(Array.from({ length: 400 }, (_, at) => [`unknown${number}-${at}`, "x".repeat(60)]))) }) },
  ];
}

/** Regions and kinds with as many events as can still be printed. */
function printable(found: Found): { regions: string[]; kinds: string[] } {
  const { regions, kinds } = found;
  let some: string[] = [];
  for (const kind of kinds) if (numberOf(found, regions, [...some, kind]) <= PRINTED_MAX) some = [...some, kind];
  return { regions, kinds: some };
}

/** The operations that need no session, by the OpenAPI document. */
export function anonymousOperations(document: { paths: Record<string, Record<string, { operationId?: string; security?: unknown[] }>> }): string[] {
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
  return operations.flatMap(({ operationId, security }) => (operationId && security?.length === 0 ? [operationId] : []));
}
