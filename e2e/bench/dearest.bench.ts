import { test } from "@playwright/test";
import { copyFile, readFile, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { ENCODINGS } from "./support/encodings.ts";
import { load } from "./support/load.ts";
import { Office } from "./support/office.ts";
import { digits, record } from "./support/report.ts";
import { servedKinds } from "./support/requests.ts";
import { dataSet, FOLDER, serve, type Server } from "./support/server.ts";
import { ask, contents, send } from "./support/site.ts";
import { DEMO } from "../support/people.ts";
import { anonymousOperations, type Found, type Worst, worstRequests } from "./support/worst.ts";

const SIZE = 5_000;
const LISTS_MOST = 150;
const TIMES = 12;
/** Changes of an event, after each of which every answer of one form is made again, once in each encoding. */
const CHANGES = 2 * ENCODINGS.length;
const PICTURE = resolve(import.meta.dirname, "../../docs/explorer.png");
const PART = `dearest anonymous requests, ${digits(SIZE)} events`;

type Price = { cpuMs: number; bytes: number; encoding: string };

test("the dearest anonymous requests", async () => {
  const { path } = await dataSet(SIZE);
  // Events change, accounts are created, and limits count: the benchmark works on a copy.
  const folder = join(FOLDER, `dearest-${process.pid}`);
  const copy = `${folder}.sqlite`;
  await copyFile(path, copy);
  // Each request comes from another client: limits are not part of the price.
  const server = await serve(copy, { SEMAINE_TRUST_PROXY: "true", SEMAINE_FILES_DIR: folder });
  try {
    await price(server);
  } finally {
    await server.stop();
    await Promise.all(["", "-wal", "-shm"].map((ending) => rm(`${copy}${ending}`, { force: true })));
    await rm(folder, { recursive: true, force: true });
  }
});

async function price(server: Server): Promise<void> {
  const found = await contents(server.site);
  const [lists] = servedKinds(found);
  if (!lists) throw new Error("there is no list to compare with");
  const list = await load(server, lists.paths, { seconds: 5, how: "once" });
  record({ part: PART, name: "list of 20 full cards, bare, cold: the unit", measured: `${digits(list.cpuMs)} CPU-ms`, details: { kB: digits(list.bytes / 1e3) } });

  const organiser = await Office.open(server.site, DEMO.organiser);
  const { body } = await ask(`${server.site}/api/v1/places/communes?q=saint&limit=100`);
  const communes = (JSON.parse(body.toString()) as { commune: { insee: string } }[]).map(({ commune }) => commune.insee);
  const all = worstRequests({ ...found, communes, image: await organiser.picture(await readFile(PICTURE)) } satisfies Found);
  const document = JSON.parse((await ask(`${server.site}/api/openapi.json`)).body.toString());
  const priced = new Set(all.map(({ operation }) => operation));
  const missing = anonymousOperations(document).filter((operation) => !priced.has(operation));
  if (missing.length) throw new Error(`no dearest request is known for ${missing.join(", ")}`);

  const prices = new Map<Worst, Price>();
  for (const worst of all) if (!worst.fixed) prices.set(worst, await varied(server, worst));
  // Opened now: a session's token is valid for ten minutes.
  await fixed(server, await Office.open(server.site), all.filter((worst) => worst.fixed), prices);
  for (const [worst, { cpuMs, bytes, encoding }] of dearestOfEach(prices)) {
    const times = cpuMs / list.cpuMs;
    record({
      part: PART,
      name: `${worst.operation ?? "page"}: ${worst.operation ? worst.name : `${worst.ask(0).path.split("?")[0]}, ${worst.name}`}`,
      measured: `${digits(times, 2)} lists`,
      target: `≤ ${LISTS_MOST}`,
      reached: times <= LISTS_MOST,
      details: { "CPU-ms": digits(cpuMs), encoding, kB: digits(bytes / 1e3), "answer": worst.fixed ? "after a change" : "each different", bound: worst.bound ?? "" },
    });
  }
  if (unexpected.length) throw new Error(`unexpected answers:\n${unexpected.join("\n")}`);
}

let clients = 0;
/** Requests that were answered otherwise than they should be. */
const unexpected: string[] = [];

/** Sends a request from a client of its own; returns the CPU time of the server and the size of the answer. */
async function spent(server: Server, worst: Worst, number: number, accept?: string): Promise<{ cpuMs: number; bytes: number }> {
  const { path, headers, ...rest } = worst.ask(number);
  clients += 1;
  const client = { "X-Forwarded-For": `10.${(clients >> 16) & 255}.${(clients >> 8) & 255}.${clients & 255}` };
  const before = await server.cpuMs();
  const answer = await send(`${server.site}${path}`, { ...rest, headers: { ...client, ...(accept && { "Accept-Encoding": accept }), ...headers } });
  const cpuMs = (await server.cpuMs()) - before;
  if (answer.status !== (worst.status ?? 200)) unexpected.push(`${path.slice(0, 300)}: ${answer.status} ${answer.body.toString().slice(0, 300)}`);
  return { cpuMs, bytes: answer.body.length };
}

/** The average price of a request that differs each time, in its dearest encoding. */
async function varied(server: Server, worst: Worst): Promise<Price> {
  const prices: Price[] = [];
  for (const [place, { name, accept }] of ENCODINGS.entries()) {
    const times = worst.times ?? TIMES;
    let [cpuMs, bytes] = [0, 0];
    for (let time = 0; time < times; time++) {
      const one = await spent(server, worst, 1 + place * times + time, accept);
      cpuMs += one.cpuMs / times;
      bytes += one.bytes / times;
    }
    prices.push({ cpuMs, bytes, encoding: name });
  }
  return dearest(prices);
}

/** The average price of the first request after a change, in the dearest encoding. */
async function fixed(server: Server, office: Office, some: Worst[], prices: Map<Worst, Price>): Promise<void> {
  const waiting = await office.waiting(CHANGES);
  const found = new Map(some.map((worst) => [worst, ENCODINGS.map(({ name }): Price => ({ cpuMs: 0, bytes: 0, encoding: name }))]));
  for (const [change, id] of waiting.entries()) {
    await office.label(id, await office.assess(id));
    const place = change % ENCODINGS.length;
    for (const [worst, each] of found) {
      const one = await spent(server, worst, change, ENCODINGS[place]?.accept);
      const price = each[place];
      if (!price) continue;
      price.cpuMs += one.cpuMs / (CHANGES / ENCODINGS.length);
      price.bytes = one.bytes;
    }
  }
  for (const [worst, each] of found) prices.set(worst, dearest(each));
}

const dearest = <Item extends { cpuMs: number }>(items: Item[]): Item => items.reduce((most, item) => (item.cpuMs > most.cpuMs ? item : most));

/** The dearest request of each operation and page that differs each time, and of each of one form; the dearest first. */
function dearestOfEach(prices: Map<Worst, Price>): [Worst, Price][] {
  const byKind = new Map<string, [Worst, Price]>();
  for (const [worst, price] of prices) {
    const kind = `${worst.operation ?? worst.ask(0).path.split("?")[0]} ${worst.fixed ?? ""}`;
    const known = byKind.get(kind);
    if (!known || known[1].cpuMs < price.cpuMs) byKind.set(kind, [worst, price]);
  }
  return [...byKind.values()].sort(([, a], [, b]) => b.cpuMs - a.cpuMs);
}
