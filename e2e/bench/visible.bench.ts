import { test } from "@playwright/test";
import { copyFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { load } from "./support/load.ts";
import { Office } from "./support/office.ts";
import { digits, ms, record } from "./support/report.ts";
import { kinds } from "./support/requests.ts";
import { dataSet, FOLDER, serve, type Server } from "./support/server.ts";
import { ask, contents } from "./support/site.ts";

const SIZES = (process.env.SIZES ?? "5000,50000,500000").split(",").map(Number);
const DECISIONS = 20;
/** Decisions that are awaited on another instance. */
const ELSEWHERE = 8;
const ELSEWHERE_TARGET_MS = 1_000;
const PAUSE_MS = 250;
const VISIBLE_TARGET_MS = 200;

for (const size of SIZES) {
  test(`a decision among ${digits(size)} events`, async () => {
    const { path } = await dataSet(size);
    // Decisions consume the pending submissions, so the benchmark works on a copy.
    const copy = join(FOLDER, `decided-${process.pid}.sqlite`);
    await copyFile(path, copy);
    const server = await serve(copy);
    try {
      const part = `${digits(size)} events, while labels are granted`;
      await decide(server, part, size);
      await decideElsewhere(server, copy, part);
    } finally {
      await server.stop();
      await Promise.all(["", "-wal", "-shm"].map((ending) => rm(`${copy}${ending}`, { force: true })));
    }
  });
}

/** Grants labels, alone and while sixteen clients read lists, and waits until each event is public. */
async function decide(server: Server, part: string, size: number): Promise<void> {
  const office = await Office.open(server.site);
  const waiting = await office.waiting(2 * DECISIONS);
  const versions = new Map<string, string>();
  for (const id of waiting) versions.set(id, await office.assess(id));
  const label = async (id: string): Promise<number> => {
    await office.label(id, versions.get(id) ?? "");
    const waited = await untilPublic(server.site, id);
    await new Promise((done) => setTimeout(done, PAUSE_MS));
    return waited;
  };
  const spentBefore = await server.cpuMs();
  const alone: number[] = [];
  for (const id of waiting.slice(0, DECISIONS)) alone.push(await label(id));
  const spent = (await server.cpuMs()) - spentBefore;

  const [list] = kinds(await contents(server.site), size);
  if (!list?.parts[0]) throw new Error("there is no list to request");
  const quiet = await load(server, list.parts[0].slice(0, 30_000), { seconds: 5, how: "once" });
  let over = false;
  const readers = load(server, list.parts[0].slice(30_000), { seconds: 8, how: "once" }).finally(() => (over = true));
  const amid: number[] = [];
  for (const id of waiting.slice(DECISIONS)) if (!over) amid.push(await label(id));
  const disturbed = await readers;

  const judged = (times: number[]) => (size <= 50_000 ? { target: `< ${VISIBLE_TARGET_MS} ms`, reached: Math.max(...times) < VISIBLE_TARGET_MS } : {});
  record(
    { part, name: "from the response to a decision until the event is public", measured: spread(alone), ...judged(alone), details: { "CPU of the server, decision and index": ms(spent / alone.length) } },
    { part, name: "the same, with sixteen clients reading lists", measured: spread(amid), ...judged(amid) },
    { part, name: "p99 of lists without caching, without decisions", measured: ms(quiet.p99Ms), details: { slowest: ms(quiet.maxMs) } },
    { part, name: "p99 of lists while labels are granted", measured: ms(disturbed.p99Ms), details: { slowest: ms(disturbed.maxMs) } },
  );
}

/** Grants labels on one instance, and waits until each event is public on another one with the same database. */
async function decideElsewhere(server: Server, database: string, part: string): Promise<void> {
  const other = await serve(database);
  try {
    const office = await Office.open(server.site);
    const times: number[] = [];
    for (const id of await office.waiting(ELSEWHERE)) {
      await office.label(id, await office.assess(id));
      times.push(await untilPublic(other.site, id));
    }
    const name = "from the response to a decision until the event is public on another instance";
    record({ part, name, measured: spread(times), target: `< ${ELSEWHERE_TARGET_MS} ms`, reached: Math.max(...times) < ELSEWHERE_TARGET_MS });
  } finally {
    await other.stop();
  }
}

/** Waits until an event is public; returns the time in milliseconds. */
async function untilPublic(site: string, id: string): Promise<number> {
  const begun = performance.now();
  while (!(await isPublic(site, id)));
  return performance.now() - begun;
}

async function isPublic(site: string, id: string): Promise<boolean> {
  const { status } = await ask(`${site}/api/v1/catalogue/events/${id}`);
  return status === 200;
}

function spread(times: number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  return `${ms(sorted[Math.floor(sorted.length / 2)] ?? Number.NaN)} median, ${ms(sorted.at(-1) ?? Number.NaN)} maximum`;
}
