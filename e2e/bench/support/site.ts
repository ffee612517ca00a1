import { type IncomingHttpHeaders, request } from "node:http";

const CATALOGUE = "/api/v1/catalogue";

/** Data to build requests from, read once from the server. */
export type Contents = {
  /** Edition slug and event slug of labelled events. */
  addresses: [string, string][];
  /** Longitude and latitude of a sample of events, in degrees. */
  positions: [number, number][];
  /** Number of events per sampled position. */
  eventsPerPosition: number;
  /** Ids of a sample of events. */
  ids: string[];
  /** Pairs of words that occur in the same event. */
  wordPairs: [string, string][];
  regions: string[];
  departments: string[];
  kinds: string[];
  /** Slug of the edition. */
  edition: string;
  /** Number of the edition for clients of OpenAgenda, and of a sample of its events. */
  agenda: { uid: number; events: number[] };
  /** Number of events by region and kind; an event has one of each. */
  counts: Map<string, Map<string, number>>;
};

type Facets = { facets: { parameter: string; values: { value: string; count: number }[] }[] };
type Feature = { properties: { edition: string; slug: string }; geometry: { coordinates: [number, number] } };
type Summary = { id: string; title: string; summary: string; venue?: { city: string } };

const POSITIONS_MAX = 20_000;
const SUMMARIES = 4_000;
/** A `Link` header repeats the query, which may be long. */
const HEADERS_MAX_BYTES = 256 << 10;
const WORD = /\p{L}{4,}/gu;

export async function contents(site: string): Promise<Contents> {
  const read = async <Body>(path: string): Promise<Body> => {
    const { status, body } = await ask(`${site}${path}`);
    if (status !== 200) throw new Error(`GET ${path}: ${status}`);
    return JSON.parse(body.toString());
  };
  const { features } = await read<{ features: Feature[] }>(`${CATALOGUE}/points`);
  const step = Math.max(1, Math.ceil(features.length / POSITIONS_MAX));
  const wordPairs = new Set<string>();
  const ids: string[] = [];
  let next: string | undefined = `${CATALOGUE}/events?limit=100`;
  for (let read_ = 0; next && read_ < SUMMARIES; read_ += 100) {
    const page: { items: Summary[]; nextCursor?: string } = await read(next);
    for (const { id, title, summary } of page.items) {
      ids.push(id);
      const words = [...new Set(`${title} ${summary}`.toLowerCase().match(WORD) ?? [])];
      for (const [place, first] of words.entries()) {
        for (const second of words.slice(place + 1)) wordPairs.add(`${first} ${second}`);
      }
    }
    next = page.nextCursor && `${CATALOGUE}/events?limit=100&cursor=${encodeURIComponent(page.nextCursor)}`;
  }
  const { currentEdition } = await read<{ currentEdition: string }>("/api/v1/config");
  const { agendas } = await read<{ agendas: { uid: number }[] }>(`/v2/agendas?slug=${currentEdition}`);
  const uid = agendas[0]?.uid ?? 0;
  const { events } = await read<{ events: { uid: number }[] }>(`/v2/agendas/${uid}/events?size=300&includeFields=uid`);
  const { vocabularies } = await read<{ vocabularies: { kinds: { id: string }[] } }>(`/api/v1/editions/${currentEdition}`);
  const { regions, departments } = await read<Record<"regions" | "departments", { code: string }[]>>("/api/v1/places/territories");
  const codes = regions.map((region) => region.code);
  const counts = new Map<string, Map<string, number>>();
  for (const code of codes) {
    const { facets } = await read<Facets>(`${CATALOGUE}/facets?region=${code}`);
    const values = facets.find(({ parameter }) => parameter === "kind")?.values ?? [];
    counts.set(code, new Map(values.map(({ value, count }) => [value, count])));
  }
  return {
    counts,
    ids,
    departments: departments.map((department) => department.code),
    edition: currentEdition,
    agenda: { uid, events: events.map((event) => event.uid) },
    addresses: features.map(({ properties: { edition, slug } }) => [edition, slug]),
    positions: features.filter((_, place) => place % step === 0).map((feature) => feature.geometry.coordinates),
    eventsPerPosition: step,
    wordPairs: [...wordPairs].map((pair) => pair.split(" ") as [string, string]),
    regions: codes,
    kinds: vocabularies.kinds.map((kind) => kind.id),
  };
}

/** Whether the server has the route; a missing one is reported instead of measured. */
export async function knows(site: string, path: string): Promise<boolean> {
  const { status } = await ask(`${site}${path}`);
  if (status === 404 || status === 405) return false;
  if (status !== 200) throw new Error(`GET ${path}: ${status}`);
  return true;
}

/** Those of the operations that the server does not have: without a session, one that it has refuses otherwise than with 404 or 405. */
export async function lacking(site: string, operations: [method: string, path: string][]): Promise<string[]> {
  const missing: string[] = [];
  for (const [method, path] of operations) {
    const { status } = await send(`${site}${path}`, { method });
    if (status === 404 || status === 405) missing.push(`${method} ${path}`);
  }
  return missing;
}

/** Number of events in a list of regions and kinds. */
export function numberOf({ counts }: Contents, regions: string[], kinds: string[]): number {
  const inRegion = (region: string) => kinds.reduce((sum, kind) => sum + (counts.get(region)?.get(kind) ?? 0), 0);
  return regions.reduce((sum, region) => sum + inRegion(region), 0);
}

/** Bytes of the response body in this encoding. */
export async function travels(url: string, encoding: string): Promise<number> {
  const { headers, body } = await ask(url, { "Accept-Encoding": encoding });
  if (headers["content-encoding"] !== encoding) throw new Error(`${url} came as ${headers["content-encoding"]}, not ${encoding}`);
  return body.length;
}

type Answer = {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** Milliseconds until the first and last byte of the body. */
  firstMs: number;
  lastMs: number;
};

export type Sent = { method?: string; headers?: Record<string, string>; body?: string | Buffer };

/** Sends a GET request; see {@link send}. */
export const ask = (url: string, headers: Record<string, string> = {}) => send(url, { headers });

/** Sends a request on a new connection: the server may close a kept-alive one at that moment. */
export function send(url: string, { method = "GET", headers = {}, body }: Sent): Promise<Answer> {
  return new Promise((done, failed) => {
    const start = performance.now();
    const since = () => performance.now() - start;
    const length = body === undefined ? {} : { "Content-Length": String(Buffer.byteLength(body)) };
    const sending = request(url, { method, headers: { ...headers, ...length }, agent: false, maxHeaderSize: HEADERS_MAX_BYTES }, (answer) => {
      const chunks: Buffer[] = [];
      let firstMs = 0;
      answer.on("data", (chunk: Buffer) => {
        firstMs ||= since();
        chunks.push(chunk);
      });
      answer.on("end", () => done({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks), firstMs, lastMs: since() }));
      answer.on("error", failed);
    });
    sending.on("error", failed);
    sending.end(body);
  });
}
