import { test } from "@playwright/test";
import { execFile } from "node:child_process";
import { copyFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Load, write } from "./support/load.ts";
import { Person } from "./support/person.ts";
import { digits, ms, record } from "./support/report.ts";
import { dataSet, FOLDER, serve, type Server } from "./support/server.ts";

const EVENTS = 5_000;
const ORGANISERS = 40;
/** Less than an account may have. */
const DRAFTS_EACH = 200;
const SAVES = 4_000;
const TYPISTS = 100;
const PART = "writes, SQLite, sixteen connections";

type Floor = { alone: number; together: number };
type Draft = { owner: Person; id: string };

test("drafts, saves and submissions", async () => {
  const { path } = await dataSet(EVENTS);
  const copy = join(FOLDER, `written-${process.pid}.sqlite`);
  await copyFile(path, copy);
  const { stdout } = await promisify(execFile)("python3", [join(import.meta.dirname, "support/commits.py"), FOLDER]);
  const floor: Floor = JSON.parse(stdout);
  record({ part: PART, name: "rows that a bare loop commits, one by one; sixteen together", measured: `${digits(floor.alone)}/s; ${digits(floor.together)}/s` });
  const server = await serve(copy);
  try {
    await measure(server);
  } finally {
    await server.stop();
    await Promise.all(["", "-wal", "-shm"].map((ending) => rm(`${copy}${ending}`, { force: true })));
  }
});

async function measure(server: Server): Promise<void> {
  const owners: Person[] = [];
  for (let number = 1; number <= ORGANISERS; number++) {
    owners.push(await Person.open(server.site, `organisation-${String(number).padStart(2, "0")}@example.org`));
  }
  const [first] = owners;
  if (!first) throw new Error("there is no organiser");
  const { edition, form } = await first.submitted();
  const each = <T>(times: number, of: (owner: Person) => T): T[] => Array.from({ length: times }, () => owners.map(of)).flat();

  const created = await write(server, each(DRAFTS_EACH, ({ token }) => ({ method: "POST", path: "/api/v1/events", token })), { edition, form });
  record(figure("a draft created", created, { target: "≥ 5,000/s, ≤ 0.4 CPU-ms, p99 < 15 ms", reached: created.perSecond >= 5_000 && created.cpuMs <= 0.4 && created.p99Ms < 15 }));

  const drafts: Draft[] = [];
  for (const owner of owners) drafts.push(...(await owner.drafts(DRAFTS_EACH)).map((id) => ({ owner, id })));
  const writes = (some: Draft[], method: "POST" | "PUT", ending: string, version: string) =>
    some.map(({ owner, id }) => ({ method, path: `/api/v1/events/${id}${ending}`, token: owner.token, version: `"${version}"` }));

  const saved = await write(server, writes(drafts.slice(0, SAVES), "PUT", "", "1"), form, TYPISTS);
  record(figure("an autosave, 100 typists", saved, { target: "≤ 0.5 CPU-ms, p99 < 20 ms", reached: saved.cpuMs <= 0.5 && saved.p99Ms < 20 }));

  const submitted = await write(server, writes(drafts.slice(SAVES), "POST", "/submit", "1"), undefined);
  record(figure("a submission acknowledged", submitted, { target: "≥ 3,000/s, p99 < 25 ms", reached: submitted.perSecond >= 3_000 && submitted.p99Ms < 25 }));
}

function figure(name: string, load: Load, judged: { target: string; reached: boolean }) {
  return {
    part: PART,
    name,
    measured: `${digits(load.perSecond)}/s`,
    ...judged,
    details: { "CPU-ms": digits(load.cpuMs), p50: ms(load.p50Ms), p99: ms(load.p99Ms), slowest: ms(load.maxMs), requests: digits(load.requests) },
  };
}
