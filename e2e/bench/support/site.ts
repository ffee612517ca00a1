import { get, type IncomingHttpHeaders } from "node:http";

const CATALOGUE = "/api/v1/catalogue";

/** Data to build requests from, read once from the server. */
export type Contents = {
  /** Edition slug and event slug of labelled events. */
  addresses: [string, string][];
  /** Longitude and latitude of a sample of events, in degrees. */
  positions: [number, number][];
  /** Number of events per sampled position. */
  eventsPerPosition: number;
  /** Pairs of words that occur in the same event. */
  wordPairs: [string, string][];
  regions: string[];
  kinds: string[];
};

type Feature = { properties: { edition: string; slug: string }; geometry: { coordinates: [number, number] } };
type Summary = { id: string; title: string; summary: string; venue?: { city: string } };

const POSITIONS_MAX = 20_000;
const SUMMARIES = 4_000;
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
  let next: string | undefined = `${CATALOGUE}/events?limit=100`;
  for (let read_ = 0; next && read_ < SUMMARIES; read_ += 100) {
    const page: { items: Summary[]; nextCursor?: string } = await read(next);
    for (const { title, summary } of page.items) {
      const words = [...new Set(`${title} ${summary}`.toLowerCase().match(WORD) ?? [])];
      for (const [place, first] of words.entries()) {
        for (const second of words.slice(place + 1)) wordPairs.add(`${first} ${second}`);
      }
    }
    next = page.nextCursor && `${CATALOGUE}/events?limit=100&cursor=${encodeURIComponent(page.nextCursor)}`;
  }
  const { currentEdition } = await read<{ currentEdition: string }>("/api/v1/config");
  const { vocabularies } = await read<{ vocabularies: { kinds: { id: string }[] } }>(`/api/v1/editions/${currentEdition}`);
  const { regions } = await read<{ regions: { code: string }[] }>("/api/v1/places/territories");
  return {
    addresses: features.map(({ properties: { edition, slug } }) => [edition, slug]),
    positions: features.filter((_, place) => place % step === 0).map((feature) => feature.geometry.coordinates),
    eventsPerPosition: step,
    wordPairs: [...wordPairs].map((pair) => pair.split(" ") as [string, string]),
    regions: regions.map((region) => region.code),
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

/** Sends a request on a new connection. */
export function ask(url: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((done, failed) => {
    const start = performance.now();
    const since = () => performance.now() - start;
    get(url, { headers, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      let firstMs = 0;
      answer.on("data", (chunk: Buffer) => {
        firstMs ||= since();
        chunks.push(chunk);
      });
      answer.on("end", () => done({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks), firstMs, lastMs: since() }));
      answer.on("error", failed);
    }).on("error", failed);
  });
}
