import { get, type IncomingHttpHeaders } from "node:http";

const CATALOGUE = "/api/v1/catalogue";

/** What the requests are made of: read once from the server that is measured. */
export type Contents = {
  /** Slugs of the edition and of the event, of labelled events. */
  addresses: [string, string][];
  /** Degrees, longitude and latitude, of some of them. */
  positions: [number, number][];
  /** How many events stand for one of these positions. */
  eventsPerPosition: number;
  /** Words that stand together in one event, two by two. */
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

/** Whether the server knows the route; one that is not built yet is reported, not measured. */
export async function knows(site: string, path: string): Promise<boolean> {
  const { status } = await ask(`${site}${path}`);
  if (status === 404 || status === 405) return false;
  if (status !== 200) throw new Error(`GET ${path}: ${status}`);
  return true;
}

/** Bytes of the answer as they travel in this encoding. */
export async function travels(url: string, encoding: string): Promise<number> {
  const { headers, body } = await ask(url, { "Accept-Encoding": encoding });
  if (headers["content-encoding"] !== encoding) throw new Error(`${url} came as ${headers["content-encoding"]}, not ${encoding}`);
  return body.length;
}

type Answer = {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** Milliseconds until the first byte of the body, and until the last. */
  firstMs: number;
  lastMs: number;
};

/** Asks by a connection of its own: one that was kept may be closed by the server at that moment. */
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
