import { test } from "@playwright/test";
import { ENCODINGS } from "./support/encodings.ts";
import { load } from "./support/load.ts";
import { digits, record } from "./support/report.ts";
import { type Served, servedKinds } from "./support/requests.ts";
import { eventsIn } from "./support/sample.ts";
import { dataSet, serve, type Server } from "./support/server.ts";
import { contents } from "./support/site.ts";

const SIZES = (process.env.SIZES ?? "5000,50000,500000").split(",").map(Number);
const WARM_SECONDS = 2;

for (const size of SIZES) {
  test(`full answers among ${digits(size)} events, in each encoding`, async () => {
    const server = await serve((await dataSet(size)).path);
    try {
      for (const kind of servedKinds(await contents(server.site))) await measure(server, `${digits(size)} events, full answers in each encoding`, kind);
    } finally {
      await server.stop();
    }
  });
}

/** Measures a kind of answer in each encoding: cold, each encoding with paths of its own, and warm. */
async function measure(server: Server, part: string, { name, paths, seconds, events, full }: Served): Promise<void> {
  const cold: Record<string, string> = {};
  const warm: Record<string, string> = {};
  for (const [place, { name: encoding, accept }] of ENCODINGS.entries()) {
    const own = paths.filter((_, at) => at % ENCODINGS.length === place);
    const once = await load(server, own, { seconds, how: "once", encoding: accept });
    cold[`${encoding}, CPU-ms`] = digits(once.cpuMs);
    cold[`${encoding}, kB`] = digits(once.bytes / 1e3);
    const again = await load(server, own.slice(0, 1), { seconds: WARM_SECONDS, how: "again", encoding: accept });
    warm[`${encoding}, CPU-ms`] = digits(again.cpuMs);
    warm[`${encoding}, kB`] = digits(again.bytes / 1e3);
  }
  const { fewest, average } = await eventsIn(server, paths, events);
  if (full !== undefined && (fewest !== full || average !== full)) {
    throw new Error(`${name}: ${fewest} events at least and ${average} on average, and not ${full}`);
  }
  const measured = `${digits(average)} ${average === 1 ? "event" : "events"} an answer`;
  record({ part, name: `${name}, cold`, measured, details: cold }, { part, name: `${name}, warm`, measured, details: warm });
}
