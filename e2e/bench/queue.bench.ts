import { test } from "@playwright/test";
import { DEMO } from "../support/people.ts";
import { Person } from "./support/person.ts";
import { digits, record } from "./support/report.ts";
import { dataSet, serve } from "./support/server.ts";
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

type Page = { total: number; nextCursor?: string };

test("a page of the review queue with all its counters", async () => {
  const { path } = await dataSet(EVENTS);
  const server = await serve(path);
  try {
    const { token } = await Person.open(server.site, DEMO.coordinator);
    const headers = { Authorization: `Bearer ${token}` };
    const page = async (query: string): Promise<Page> => {
      const { status, body } = await ask(`${server.site}/api/v1/labels/queue?limit=50&count=true&${query}`, headers);
      if (status !== 200) throw new Error(`${query}: ${status} ${body}`);
      return JSON.parse(body.toString()) as Page;
    };
    for (const [name, query] of QUERIES) {
      for (let asked = 0; asked < WARM; asked += 1) await page(query);
      const before = await server.cpuMs();
      let cursor = "";
      let total = 0;
      for (let asked = 0; asked < ASKED; asked += 1) {
        const found = await page(query + cursor);
        total = found.total;
        // Every page costs the same, the last one too.
        cursor = found.nextCursor ? `&cursor=${encodeURIComponent(found.nextCursor)}` : "";
      }
      const average = ((await server.cpuMs()) - before) / ASKED;
      record({
        part: `review queue, ${digits(EVENTS)} events`,
        name: `${name}, with all that the request costs`,
        measured: `${digits(average)} CPU-ms`,
        target: `≤ ${TARGET_MS} CPU-ms`,
        reached: average <= TARGET_MS,
        details: { files: digits(total) },
      });
    }
  } finally {
    await server.stop();
  }
});
