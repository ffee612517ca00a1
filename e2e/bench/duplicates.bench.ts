import { test } from "@playwright/test";
import { DEMO } from "../support/people.ts";
import { Person } from "./support/person.ts";
import { digits, ms, record } from "./support/report.ts";
import { dataSet, serve } from "./support/server.ts";
import { ask, contents } from "./support/site.ts";

const EVENTS = 50_000;
/** Events whose likely duplicates are looked for, once each. */
const ASKED = 400;
/** Requests before the measurement. */
const WARM = 20;
const TARGET_MS = 3;

test("likely duplicates of one form", async () => {
  const { path } = await dataSet(EVENTS);
  const server = await serve(path);
  try {
    const { ids } = await contents(server.site);
    const { token } = await Person.open(server.site, DEMO.coordinator);
    const headers = { Authorization: `Bearer ${token}` };
    // A server that starts builds the queue behind its first answers, which takes seconds and is none of their costs: this answer waits for it.
    const queue = await ask(`${server.site}/api/v1/labels/queue?limit=1`, headers);
    if (queue.status !== 200) throw new Error(`the queue: ${queue.status} ${queue.body}`);
    const spent: number[] = [];
    let found = 0;
    for (const [number, id] of ids.slice(0, ASKED + WARM).entries()) {
      const before = await server.cpuMs();
      const { status, body } = await ask(`${server.site}/api/v1/events/${id}/duplicates`, headers);
      if (status !== 200) throw new Error(`duplicates of ${id}: ${status} ${body}`);
      if (number < WARM) continue;
      spent.push((await server.cpuMs()) - before);
      found += JSON.parse(body.toString()).length;
    }
    spent.sort((a, b) => a - b);
    const average = spent.reduce((sum, one) => sum + one, 0) / spent.length;
    record({
      part: `likely duplicates, ${digits(EVENTS)} events`,
      name: "of one form, with all that the request costs",
      measured: `${digits(average)} CPU-ms`,
      target: `< ${TARGET_MS} CPU-ms`,
      reached: average < TARGET_MS,
      details: { median: ms(spent[Math.floor(spent.length / 2)] ?? Number.NaN), dearest: ms(spent.at(-1) ?? Number.NaN), found: digits(found / spent.length, 2) },
    });
  } finally {
    await server.stop();
  }
});
