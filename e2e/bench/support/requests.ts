import { Dice, shuffled } from "./random.ts";
import { type Contents, numberOf } from "./site.ts";

const CATALOGUE = "/api/v1/catalogue";
const SEED = 20;
const BOXES = 3_000;
const BOX_POINTS = 950;
const TEXTS = 60_000;
const LISTS = 80_000;
const EXPORTS = 150;

/** A kind of request that visitors send, with as many different ones as a cold run needs. */
export type Kind = {
  name: string;
  /** One list of paths per request of this kind; a search sends two requests, for the list and for the counts. */
  parts: string[][];
  /** The paths to request repeatedly. */
  warm: string[];
  /** Target for the CPU time of one, without any cache. */
  targetColdMs?: number;
  /** Duration of a run, in seconds. */
  seconds: number;
  /** Reads the number of events in an answer; of kinds that may be short, the average is printed. */
  events?: (body: string) => number;
};

/** The kinds for a server with these contents; exports of all events only up to 10,000 events. */
export function kinds(contents: Contents, events: number): Kind[] {
  const dice = new Dice(SEED);
  const all = [lists(contents, dice), search(contents, dice), box(contents, dice), clusters(contents, dice), singleEvent(contents, dice)];
  return events > 10_000 ? all : [...all, geoJson(), calendar()];
}

const query = (path: string, parameters: Record<string, string>) => `${CATALOGUE}/${path}?${new URLSearchParams(parameters)}`;

const PAGE = 20;
const toList = (region: string, kind: string) => query("events", { region, kind, count: "true" });

/** Sets of one or two regions and of one to three kinds, in random order. */
function territoriesAndKinds({ regions, kinds }: Contents, dice: Dice): { regions: string[]; kinds: string[] }[] {
  const sets = subsets(regions, 2).flatMap((some) => subsets(kinds, 3).map((few) => ({ regions: some.split(","), kinds: few.split(",") })));
  return shuffled(sets, dice);
}

/** Lists of any regions and kinds, by date, with the total. Small regions have few events: the average answer is half a page. */
function lists(contents: Contents, dice: Dice): Kind {
  const sets = territoriesAndKinds(contents, dice).slice(0, LISTS);
  return {
    name: "list by any region and kind, many of them short, by date, with total",
    parts: [sets.map(({ regions, kinds }) => toList(regions.join(), kinds.join()))],
    warm: [toList("84", "company_visit")],
    targetColdMs: 0.15,
    seconds: 5,
    events: (body) => JSON.parse(body).items.length,
  };
}

/** Every combination of 1 to `limit` words, joined by commas. */
function subsets(words: string[], limit: number): string[] {
  const longer = (from: number, left: number): string[] =>
    left === 0 ? [] : words.slice(from).flatMap((word, i) => [word, ...longer(from + i + 1, left - 1).map((rest) => `${word},${rest}`)]);
  return longer(0, limit);
}

/** The requests of the explorer for two words: the first page by relevance, and the counts of every facet. */
function search({ wordPairs }: Contents, dice: Dice): Kind {
  const texts = shuffled([...wordPairs], dice).slice(0, TEXTS).map((pair) => pair.join(" "));
  const list = (q: string) => query("events", { q, count: "true" });
  const facets = (q: string) => query("facets", { q });
  return {
    name: "text of two words, list and facet counts",
    parts: [texts.map(list), texts.map(facets)],
    warm: [list("métiers soudure"), facets("métiers soudure")],
    targetColdMs: 0.6,
    seconds: 5,
  };
}

/** A box around an event, large enough for about 950 points. */
function box(contents: Contents, dice: Dice): Kind {
  const boxes = Array.from({ length: Math.min(BOXES, contents.addresses.length) }, () => {
    const bbox = boxAround(dice.pick(contents.positions), contents);
    return query("points", { bbox });
  });
  const paris: [number, number] = [2.35, 48.86];
  return {
    name: "the ≈ 950 points of a box",
    parts: [[...new Set(boxes)]],
    warm: [query("points", { bbox: boxAround(paris, contents) })],
    targetColdMs: 1,
    seconds: 10,
  };
}

function boxAround([lon, lat]: [number, number], { positions, eventsPerPosition }: Contents): string {
  // The box is as high as wide on the screen.
  const squeeze = Math.cos((lat * Math.PI) / 180);
  const reach = positions.map(([x, y]) => Math.max(Math.abs(x - lon) * squeeze, Math.abs(y - lat))).sort((a, b) => a - b);
  const half = reach[Math.min(reach.length - 1, Math.round(BOX_POINTS / eventsPerPosition))] ?? 1;
  const bounds = [lon - half / squeeze, lat - half, lon + half / squeeze, lat + half];
  const clamped = bounds.map((degrees, side) => Math.max(side % 2 ? -90 : -180, Math.min(side % 2 ? 90 : 180, degrees)));
  return clamped.map((degrees) => degrees.toFixed(5)).join(",");
}

/** Cluster requests for a screen of 1280 × 800 at any zoom. */
function clusters({ positions }: Contents, dice: Dice): Kind {
  const toPath = ([lon, lat]: [number, number], zoom: number) => {
    const [width, height] = [1280, 800].map((pixels) => (pixels / 512) * (360 / 2 ** zoom));
    const sides = [lon - width! / 2, lat - height! * 0.35, lon + width! / 2, lat + height! * 0.35];
    const bbox = sides.map((degrees, side) => Math.max(side % 2 ? -85 : -180, Math.min(side % 2 ? 85 : 180, degrees)).toFixed(5)).join(",");
    return query("clusters", { zoom: String(zoom), bbox });
  };
  const screens = Array.from({ length: BOXES }, () => toPath(dice.pick(positions), 4 + Math.floor(dice.next() * 9)));
  return { name: "clusters of a screen, zoom 4 to 12", parts: [screens], warm: [toPath([2.6, 46.6], 5)], seconds: 10 };
}

function singleEvent({ addresses }: Contents, dice: Dice): Kind {
  const paths = shuffled([...addresses], dice).map(([edition, slug]) => `${CATALOGUE}/editions/${edition}/events/${slug}`);
  return { name: "one event", parts: [paths], warm: paths.slice(0, 1), targetColdMs: 0.03, seconds: 5 };
}

/** Exports of all events; a distant last day makes each request different without excluding any event. */
function exported(path: string): Pick<Kind, "parts" | "warm" | "seconds"> {
  const days = Array.from({ length: EXPORTS }, (_, number) => new Date(Date.UTC(2200, 0, 1 + number)).toISOString().slice(0, 10));
  return { parts: [days.map((to) => query(path, { to }))], warm: [`${CATALOGUE}/${path}`], seconds: 20 };
}

/** A kind of answer that is measured in every encoding that clients accept. */
export type Served = {
  name: string;
  /** Paths to request once each. */
  paths: string[];
  seconds: number;
  /** Reads the number of events in the body. */
  events: (body: string) => number;
  /** Number of events that every answer must have. */
  full?: number;
};

/** The answers that most visitors receive, each of them full. */
export function servedKinds(contents: Contents): Served[] {
  const dice = new Dice(SEED);
  const full = territoriesAndKinds(contents, dice)
    .filter(({ regions, kinds }) => numberOf(contents, regions, kinds) >= PAGE)
    .map(({ regions, kinds }) => ({ region: regions.join(), kind: kinds.join() }))
    .slice(0, LISTS);
  const paths = (path: string) => full.map((filters) => `${path}?${new URLSearchParams(filters)}`);
  return [
    { name: "list of 20 full cards with total", paths: full.map(({ region, kind }) => toList(region, kind)), seconds: 5, events: (body) => JSON.parse(body).items.length, full: PAGE },
    { name: "counts of every facet", paths: paths(`${CATALOGUE}/facets`), seconds: 5, events: (body) => JSON.parse(body).total },
    { name: "points of a box", paths: box(contents, dice).parts.flat(), seconds: 10, events: (body) => JSON.parse(body).features.length },
    { name: "page of an event", paths: shuffled([...contents.addresses], dice).map((address) => `/evenements/${address.join("/")}`), seconds: 5, events: (body) => Number(body.includes("<h1")), full: 1 },
    { name: "page of the explorer", paths: paths("/evenements"), seconds: 10, events: (body) => body.match(/<article\b/g)?.length ?? 0, full: PAGE },
    ...agendaKinds(contents, full.map(({ region }) => region.split(","))),
  ];
}

/** The answers that clients of OpenAgenda receive, for some lists of regions. */
function agendaKinds({ agenda }: Contents, regions: string[][]): Served[] {
  const different = [...new Map(regions.map((some) => [some.join(), some])).values()];
  const paths = (more: string) => different.map((some, number) => `/v2/agendas/${agenda.uid}/events?${some.map((code) => `region[]=${code}`).join("&")}&number=${number}&${more}`);
  const read = (body: string): { total: number; events: unknown[] } => JSON.parse(body);
  const counts = ["cities", "regions", "departments", "keywords", "status", "attendanceModes"].map((kind) => `aggregations[]=${kind}`).join("&");
  return [
    { name: "OpenAgenda: list of 20", paths: paths("size=20"), seconds: 5, events: (body) => read(body).events.length },
    { name: "OpenAgenda: list of up to 300, with all members", paths: paths("size=300&detailed=1"), seconds: 10, events: (body) => read(body).events.length },
    { name: "OpenAgenda: counts of six kinds", paths: paths(`size=0&${counts}`), seconds: 5, events: (body) => read(body).total },
  ];
}

function geoJson(): Kind {
  return { name: "all events as GeoJSON", ...exported("events.geojson"), targetColdMs: 8 };
}

function calendar(): Kind {
  return { name: "all events as ICS", ...exported("events.ics"), targetColdMs: 30 };
}
