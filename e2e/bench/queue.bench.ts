import { test } from "@playwright/test";
import { DEMO } from "../support/people.ts";
import { Person } from "./support/person.ts";
import { digits, record } from "./support/report.ts";
import { BASELINE, type Build, dataSet, serve, type Server } from "./support/server.ts";
import { ask } from "./support/site.ts";

const EVENTS = 10_000;
/** Requests of each query that are measured. */
const ASKED = 200;
/** Requests before the measurement: they build the index and the order. */
const WARM = 20;
const TARGET_MS = 1;

/** Queries of a coordinator, who sees every file. */
const QUERIES: [name: string, query: string][] = [
  ["first page, by due date", "tab=to_check"],
  ["decided, by title", "tab=decided&sort=title"],
  ["decided, by organiser, backwards", "tab=decided&sort=organiser&descending=true"],
  ["search", "tab=decided&q=visite+lyon"],
  ["region, kind and audience", "tab=decided&territory=region:84&kind=company_visit&audience=pupils"],
  ["likely duplicates", "tab=decided&duplicate=true"],
  ["by reader", "tab=decided&sort=reader"],
];

/** The first page as every build knows it, with the filters that the present one had later left out. */
const PLAIN: [name: string, query: string] = ["first page", ""];
const TIMES_LESS = 4;

type Page = { total: number; nextCursor?: string };
type Cost = { cpuMs: number; files: number };

test("a page of the review queue with all its counters", async () => {
  const server = await serve((await dataSet(EVENTS)).path);
  try {
    const page = await pages(server);
    for (const [name, query] of QUERIES) {
      const { cpuMs, files } = await cost(server, page, query);
      record({
        part: `review queue, ${digits(EVENTS)} events`,
        name: `${name}, with all that the request costs`,
        measured: `${digits(cpuMs)} CPU-ms`,
        target: `≤ ${TARGET_MS} CPU-ms`,
        reached: cpuMs <= TARGET_MS,
        details: { files: digits(files) },
      });
    }
  } finally {
    await server.stop();
  }
});

test("the same beside an earlier build", async () => {
  test.skip(!BASELINE, "without SEMAINE_BASELINE, the path of its binary");
  const earlier = await costs(BASELINE);
  const now = await costs();
  for (const [name, query] of [PLAIN, ...QUERIES]) {
    const [one, before] = [now.get(query), earlier.get(query)];
    if (!one) throw new Error(`the queue does not know ${query}`);
    const judged = query === PLAIN[1] && before ? { target: `≥ ${TIMES_LESS} × less`, reached: before.cpuMs >= TIMES_LESS * one.cpuMs } : {};
    record({
      part: `review queue beside an earlier build, ${digits(EVENTS)} events`,
      name: `${name}, with all that the request costs`,
      measured: `${digits(one.cpuMs)} CPU-ms, before ${before ? digits(before.cpuMs) : "no such query"}`,
      ...judged,
      details: { "× less": before ? digits(before.cpuMs / one.cpuMs) : "", files: digits(one.files), "files before": before ? digits(before.files) : "" },
    });
  }
});

/** Costs of the queries that a build knows, on its own data set. */
async function costs(build?: Build): Promise<Map<string, Cost>> {
  const server = await serve((await dataSet(EVENTS, build)).path, {}, build);
  try {
    const page = await pages(server);
    const found = new Map<string, Cost>();
    for (const [, query] of [PLAIN, ...QUERIES]) if (await page(query)) found.set(query, await cost(server, page, query));
    return found;
  } finally {
    await server.stop();
  }
}

/** A page of the queue by its query; `undefined` where the server does not know the query or the route. */
type Pages = (query: string) => Promise<Page | undefined>;

async function pages(server: Server): Promise<Pages> {
  const { token } = await Person.open(server.site, DEMO.coordinator);
  const headers = { Authorization: `Bearer ${token}` };
  return async (query) => {
    const { status, body } = await ask(`${server.site}/api/v1/labels/queue?limit=50&count=true${query && `&${query}`}`, headers);
    if ([400, 404, 422].includes(status)) return undefined;
    if (status !== 200) throw new Error(`${query}: ${status} ${body}`);
    return JSON.parse(body.toString()) as Page;
  };
}

/** CPU time of a page, averaged over the pages of a query one after the other. */
async function cost(server: Server, page: Pages, query: string): Promise<Cost> {
  for (let asked = 0; asked < WARM; asked += 1) await page(query);
  const before = await server.cpuMs();
  let cursor = "";
  let files = 0;
  for (let asked = 0; asked < ASKED; asked += 1) {
    const found = await page([query, cursor].filter(Boolean).join("&"));
    if (!found) throw new Error(`the queue does not know ${query}`);
    files = found.total;
    // Every page costs the same, the last one too.
    cursor = found.nextCursor ? `cursor=${encodeURIComponent(found.nextCursor)}` : "";
  }
  return { cpuMs: ((await server.cpuMs()) - before) / ASKED, files };
}
