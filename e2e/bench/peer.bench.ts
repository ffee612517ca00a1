import { test } from "@playwright/test";
import { copyFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Load, write } from "./support/load.ts";
import { Person } from "./support/person.ts";
import { POCKETBASE, RECORDS, servePocketBase } from "./support/pocketbase.ts";
import { digits, ms, record } from "./support/report.ts";
import { dataSet, FOLDER, serve, type Server } from "./support/server.ts";

const EVENTS = 5_000;
const ORGANISERS = 40;
/** Measurements of each server, in turns: the faster one counts. */
const ROUNDS = 2;
/** With those of all rounds, less than an account may have. */
const DRAFTS_EACH = 100;
const TIMES_MORE = 1.5;

test("drafts created beside PocketBase", async () => {
  test.skip(!POCKETBASE, "without SEMAINE_PEER_POCKETBASE, the path of its binary");
  const copy = join(FOLDER, `peer-${process.pid}.sqlite`);
  await copyFile((await dataSet(EVENTS)).path, copy);
  const servers: Server[] = [];
  try {
    const server = await serve(copy);
    servers.push(server);
    const peer = await servePocketBase(POCKETBASE ?? "");
    servers.push(peer);
    const owners = await Person.organisers(server.site, ORGANISERS);
    const [first] = owners;
    if (!first) throw new Error("there is no organiser");
    const { edition, form } = await first.submitted();
    const tokens = Array.from({ length: DRAFTS_EACH }, () => owners.map(({ token }) => token)).flat();
    const [ours, theirs]: [Load[], Load[]] = [[], []];
    for (let round = 0; round < ROUNDS; round++) {
      ours.push(await write(server, tokens.map((token) => ({ method: "POST", path: "/api/v1/events", token })), { edition, form }));
      theirs.push(await write(peer, tokens.map(() => ({ method: "POST", path: RECORDS })), { edition, form }));
    }
    const [one, other] = [fastest(ours), fastest(theirs)];
    const times = one.perSecond / other.perSecond;
    const part = `a draft created beside PocketBase, SQLite, sixteen connections, form of ${digits(Buffer.byteLength(JSON.stringify(form)) / 1e3)} kB`;
    record(
      { part, name: `${peer.version}, as it comes (synchronous=NORMAL), without accounts, validation or log`, measured: `${digits(other.perSecond)}/s`, details: costs(other) },
      { part, name: "this server, each draft on the disk before its answer", measured: `${digits(one.perSecond)}/s`, target: `≥ ${TIMES_MORE} × PocketBase`, reached: times >= TIMES_MORE, details: { ...costs(one), "×": digits(times) } },
    );
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    await Promise.all(["", "-wal", "-shm"].map((ending) => rm(`${copy}${ending}`, { force: true })));
  }
});

const fastest = (loads: Load[]): Load => loads.reduce((best, load) => (load.perSecond > best.perSecond ? load : best));

const costs = (load: Load): Record<string, string> => ({ "CPU-ms": digits(load.cpuMs), p50: ms(load.p50Ms), p99: ms(load.p99Ms), slowest: ms(load.maxMs) });
