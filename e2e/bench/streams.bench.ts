import { test } from "@playwright/test";
import { copyFile, rm } from "node:fs/promises";
import { type ClientRequest, request } from "node:http";
import { join } from "node:path";
import { Office } from "./support/office.ts";
import { digits, ms, record } from "./support/report.ts";
import { dataSet, FOLDER, serve, type Server } from "./support/server.ts";
import { ask, send } from "./support/site.ts";

const SIZE = 5_000;
const STREAMS = 1_000;
/** Events that are labelled, one after the other. */
const CHANGES = 20;
const MEMORY_TARGET_MB = 60;
const REACH_TARGET_MS = 500;
const WAIT_MS = 60_000;
const MEGABYTE = 1e6;
const PART = `event streams, ${digits(SIZE)} events`;

test("1,000 open event streams", async () => {
  const { path } = await dataSet(SIZE);
  // Decisions consume the pending submissions, so the benchmark works on a copy.
  const copy = join(FOLDER, `streams-${process.pid}.sqlite`);
  await copyFile(path, copy);
  // Each stream comes from an address of its own: one address may not have as many.
  const server = await serve(copy, { SEMAINE_TRUST_PROXY: "true" });
  const listeners = new Listeners();
  try {
    await measure(server, listeners);
  } finally {
    listeners.close();
    await server.stop();
    await Promise.all(["", "-wal", "-shm"].map((ending) => rm(`${copy}${ending}`, { force: true })));
  }
});

async function measure(server: Server, listeners: Listeners): Promise<void> {
  const office = await Office.open(server.site);
  const waiting = await office.waiting(CHANGES + 1);
  const versions = new Map<string, string>();
  for (const id of waiting) versions.set(id, await office.assess(id));
  const address = await present(server.site);
  const before = await server.residentBytes();

  await listeners.open(server.site, address, STREAMS);
  let highest = await server.residentBytes();
  const cpuBefore = await server.cpuMs();
  const times: number[] = [];
  for (const [number, id] of waiting.entries()) {
    const reached = listeners.next();
    await office.label(id, versions.get(id) ?? "");
    const answered = performance.now();
    const time = (await reached) - answered;
    // The first one also makes what later ones find made.
    if (number > 0) times.push(time);
    highest = Math.max(highest, await server.residentBytes());
  }
  const cpu = ((await server.cpuMs()) - cpuBefore) / waiting.length;

  const memory = (highest - before) / MEGABYTE;
  const slowest = Math.max(...times);
  const sorted = times.toSorted((a, b) => a - b);
  record(
    {
      part: PART,
      name: `memory of ${digits(STREAMS)} open streams, at its highest`,
      measured: `${digits(memory)} MB`,
      target: `< ${MEMORY_TARGET_MB} MB`,
      reached: memory < MEMORY_TARGET_MB,
      details: { "for each": `${digits((highest - before) / STREAMS / 1e3)} kB` },
    },
    {
      part: PART,
      name: "from the response to a decision until the last stream has the change",
      measured: `${ms(slowest)} maximum`,
      target: `< ${REACH_TARGET_MS} ms`,
      reached: slowest < REACH_TARGET_MS,
      details: { median: ms(sorted[Math.floor(sorted.length / 2)] ?? Number.NaN), "CPU of the server for each change": ms(cpu) },
    },
  );
}

/** Address of the stream of the current edition after its present state. */
async function present(site: string): Promise<string> {
  const { currentEdition } = JSON.parse((await ask(`${site}/api/v1/config`)).body.toString()) as { currentEdition: string };
  const { status, headers } = await send(`${site}/opendata/evenements-${currentEdition}.ndjson.gz`, { method: "HEAD" });
  const [, address] = /<([^>]+)>; rel="monitor"/.exec(String(headers.link)) ?? [];
  if (status !== 200 || !address) throw new Error(`the dump has no link to the changes: ${status} ${headers.link}`);
  return address;
}

/** Clients of event streams. */
class Listeners {
  readonly #open: ClientRequest[] = [];
  #count = 0;
  #received = 0;
  #all: ((at: number) => void) | undefined;

  /** Opens streams, and returns once each was told that it is complete. */
  async open(site: string, path: string, number: number): Promise<void> {
    for (let opened = 0; opened < number; opened += 1) await this.#listen(`${site}${path}`, `10.1.${opened >> 8}.${opened & 255}`);
    this.#count = number;
  }

  /** The time at which every stream has received one more change. */
  next(): Promise<number> {
    this.#received = 0;
    return new Promise((done, failed) => {
      const timer = setTimeout(() => failed(new Error(`${this.#received} of ${this.#count} streams received the change`)), WAIT_MS);
      this.#all = (at) => {
        clearTimeout(timer);
        done(at);
      };
    });
  }

  close(): void {
    for (const stream of this.#open) stream.destroy();
  }

  #listen(url: string, client: string): Promise<void> {
    return new Promise((ready, failed) => {
      const headers = { Accept: "text/event-stream", "X-Forwarded-For": client };
      const stream = request(url, { headers, agent: false }, (answer) => {
        if (answer.statusCode !== 200) failed(new Error(`${url}: ${answer.statusCode}`));
        let rest = "";
        answer.on("data", (chunk: Buffer) => {
          const blocks = (rest + chunk.toString()).split("\n\n");
          rest = blocks.pop() ?? "";
          for (const block of blocks) {
            if (block.includes("event: cursor\n")) ready();
            else if (block.includes("event: created\n")) this.#take();
          }
        });
        // Closed by the benchmark at its end.
        answer.on("error", () => undefined);
      });
      stream.on("error", failed);
      stream.end();
      this.#open.push(stream);
    });
  }

  #take(): void {
    this.#received += 1;
    if (this.#received === this.#count) this.#all?.(performance.now());
  }
}
