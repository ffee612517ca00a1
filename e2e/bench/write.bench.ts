import { test } from "@playwright/test";
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { copyFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Load, write } from "./support/load.ts";
import { Person } from "./support/person.ts";
import { createDatabase, insertsPerSecond, POSTGRES } from "./support/postgres.ts";
import { digits, ms, record } from "./support/report.ts";
import { BASELINE, type Build, dataSet, fill, FOLDER, serve, type Server } from "./support/server.ts";
import { lacking } from "./support/site.ts";

const EVENTS = 5_000;
const ORGANISERS = 40;
/** Less than an account may have. */
const DRAFTS_EACH = 200;
const SAVES = 4_000;
const TYPISTS = 100;
/** Size of the form of a draft. */
const FORM_BYTES = 2_100;
const part = (engine: string) => `writes, ${engine}, sixteen connections`;
/** Share of pgbench's single inserts that a write is to reach on PostgreSQL. */
const OF_INSERTS = 0.6;

type Floor = { alone: number; together: number };
type Draft = { owner: Person; id: string };

test("drafts, saves and submissions on SQLite", async () => {
  // It makes the folder, too.
  await dataSet(EVENTS);
  const { stdout } = await promisify(execFile)("python3", [join(import.meta.dirname, "support/commits.py"), FOLDER]);
  const floor: Floor = JSON.parse(stdout);
  record({ part: part("SQLite"), name: "rows that a bare loop commits, one by one; sixteen together", measured: `${digits(floor.alone)}/s; ${digits(floor.together)}/s` });
  await onCopy((server) =>
    measure(server, "SQLite", {
      created: { text: "≥ 5,000/s, ≤ 0.4 CPU-ms, p99 < 15 ms", reached: (load) => load.perSecond >= 5_000 && load.cpuMs <= 0.4 && load.p99Ms < 15 },
      saved: { text: "≤ 0.5 CPU-ms, p99 < 20 ms", reached: (load) => load.cpuMs <= 0.5 && load.p99Ms < 20 },
      submitted: { text: "≥ 3,000/s, p99 < 25 ms", reached: (load) => load.perSecond >= 3_000 && load.p99Ms < 25 },
    }),
  );
});

test("drafts, saves and submissions on PostgreSQL", async () => {
  test.skip(!POSTGRES, "without scripts/with-postgres.sh");
  const url = await createDatabase("written");
  await fill(url, EVENTS);
  const inserts = await insertsPerSecond(FORM_BYTES);
  record({ part: part("PostgreSQL"), name: "rows that pgbench inserts, one a transaction", measured: `${digits(inserts)}/s` });
  const share = { text: `≥ ${OF_INSERTS} of pgbench`, reached: (load: Load) => load.perSecond >= OF_INSERTS * inserts };
  const server = await serve(url, { SEMAINE_DATABASE_CONNECTIONS: "16" });
  try {
    await measure(server, "PostgreSQL", { created: share, saved: share, submitted: share });
  } finally {
    await server.stop();
  }
});

test("drafts, saves and submissions on SQLite, beside an earlier build", async () => {
  test.skip(!BASELINE, "without SEMAINE_BASELINE, the path of its binary");
  const missing = await onCopy((server) => lacking(server.site, ROUTES), BASELINE);
  test.skip(missing.length > 0, `the earlier build does not have ${missing.join(", ")}`);
  const earlier = await onCopy(writes, BASELINE);
  const now = await onCopy(writes);
  for (const [name, step] of STEPS) {
    const [load, before] = [now[step], earlier[step]];
    record({
      part: "writes beside an earlier build, SQLite, sixteen connections",
      name,
      measured: `${digits(load.perSecond)}/s, before ${digits(before.perSecond)}/s`,
      details: { "CPU-ms": digits(load.cpuMs), "CPU-ms before": digits(before.cpuMs), p99: ms(load.p99Ms), "p99 before": ms(before.p99Ms) },
    });
  }
});

const ROUTES: [method: string, path: string][] = [
  ["POST", "/api/v1/events"],
  ["PUT", `/api/v1/events/${randomUUID()}`],
  ["POST", `/api/v1/events/${randomUUID()}/submit`],
];

/** Has a server of a build work on a copy of its data set. */
async function onCopy<Result>(work: (server: Server) => Promise<Result>, build?: Build): Promise<Result> {
  const copy = join(FOLDER, `written-${process.pid}.sqlite`);
  await copyFile((await dataSet(EVENTS, build)).path, copy);
  const server = await serve(copy, {}, build);
  try {
    return await work(server);
  } finally {
    await server.stop();
    await Promise.all(["", "-wal", "-shm"].map((ending) => rm(`${copy}${ending}`, { force: true })));
  }
}

type Step = "created" | "saved" | "submitted";
type Target = { text: string; reached: (load: Load) => boolean };

const STEPS: [name: string, step: Step][] = [
  ["a draft created", "created"],
  [`an autosave, ${TYPISTS} typists`, "saved"],
  ["a submission acknowledged", "submitted"],
];

async function measure(server: Server, engine: string, targets: Record<Step, Target>): Promise<void> {
  const { formBytes, ...loads } = await writes(server);
  record({ part: part(engine), name: "the form of a draft, as it is sent", measured: `${digits(formBytes / 1e3)} kB` });
  for (const [name, step] of STEPS) {
    const load = loads[step];
    record({
      part: part(engine),
      name,
      measured: `${digits(load.perSecond)}/s`,
      target: targets[step].text,
      reached: targets[step].reached(load),
      details: { "CPU-ms": digits(load.cpuMs), p50: ms(load.p50Ms), p99: ms(load.p99Ms), slowest: ms(load.maxMs), requests: digits(load.requests) },
    });
  }
}

/** Creates drafts, saves some of them, and submits the others. `formBytes` is the size of the form in each of these requests. */
async function writes(server: Server): Promise<Record<Step, Load> & { formBytes: number }> {
  const owners = await Person.organisers(server.site, ORGANISERS);
  const [first] = owners;
  if (!first) throw new Error("there is no organiser");
  const { edition, form } = await first.submitted();
  const each = <T>(times: number, of: (owner: Person) => T): T[] => Array.from({ length: times }, () => owners.map(of)).flat();
  const created = await write(server, each(DRAFTS_EACH, ({ token }) => ({ method: "POST", path: "/api/v1/events", token })), { edition, form });
  const drafts: Draft[] = [];
  for (const owner of owners) drafts.push(...(await owner.drafts(DRAFTS_EACH)).map((id) => ({ owner, id })));
  const changes = (some: Draft[], method: "POST" | "PUT", ending: string, version: string) =>
    some.map(({ owner, id }) => ({ method, path: `/api/v1/events/${id}${ending}`, token: owner.token, version: `"${version}"` }));

  const saved = await write(server, changes(drafts.slice(0, SAVES), "PUT", "", "1"), form, TYPISTS);
  const submitted = await write(server, changes(drafts.slice(SAVES), "POST", "/submit", "1"), undefined);
  return { created, saved, submitted, formBytes: Buffer.byteLength(JSON.stringify(form)) };
}
