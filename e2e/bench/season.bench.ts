import { test } from "@playwright/test";
import { copyFile, rm, stat } from "node:fs/promises";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { DEMO } from "../support/people.ts";
import { at } from "./support/meanwhile.ts";
import { Person } from "./support/person.ts";
import { createDatabase, NOTED_MS, POSTGRES, sql, watchLocks } from "./support/postgres.ts";
import { referents } from "./support/referents.ts";
import { digits, ms, record } from "./support/report.ts";
import { dataSet, fill, FOLDER, serve, type Server } from "./support/server.ts";
import { titleOf } from "./support/titles.ts";

/** Events that go through all states; `SEASON_EVENTS=10000` plays the whole season. */
const EVENTS = Number(process.env.SEASON_EVENTS ?? 2_000);
/** Referents who decide at the same time, each with an account and a session. */
const REFERENTS = Number(process.env.SEASON_REFERENTS ?? 200);
const ORGANISERS = 40;
/** The database that the season begins with. */
const BEFORE = 5_000;
const WAIT_MAX_MS = 250;
const SEASON_MS = 3_600_000;

test(`a season of ${EVENTS} events on SQLite`, async () => {
  test.setTimeout(SEASON_MS);
  const copy = join(FOLDER, `season-${process.pid}.sqlite`);
  await copyFile((await dataSet(BEFORE)).path, copy);
  const bytes = async () => {
    const sizes = await Promise.all(["", "-wal"].map((ending) => stat(`${copy}${ending}`).catch(() => ({ size: 0 }))));
    return sizes.reduce((sum, { size }) => sum + size, 0);
  };
  try {
    await play("SQLite", copy, bytes);
  } finally {
    await Promise.all(["", "-wal", "-shm"].map((ending) => rm(`${copy}${ending}`, { force: true })));
  }
});

test(`a season of ${EVENTS} events on PostgreSQL`, async () => {
  test.skip(!POSTGRES, "without scripts/with-postgres.sh");
  test.setTimeout(SEASON_MS);
  const url = await createDatabase("season");
  await fill(url, BEFORE);
  const bytes = async () => Number(await sql("season", "SELECT pg_database_size(current_database())"));
  await play("PostgreSQL", url, bytes, await watchLocks("season"));
});

type Answered = { body: { id: string }; etag: string };

/** Times of the answers, by kind of step. */
class Times {
  readonly by = new Map<string, number[]>();

  add(step: string, taken: number): void {
    const times = this.by.get(step) ?? [];
    times.push(taken);
    this.by.set(step, times);
  }

  of(...steps: string[]): number[] {
    return steps.flatMap((step) => this.by.get(step) ?? []).sort((a, b) => a - b);
  }
}

/** Plays the season; `longestWait` tells the longest wait for a lock of the database, where the engine tells it. */
async function play(engine: string, database: string, bytes: () => Promise<number>, longestWait?: () => Promise<number>): Promise<void> {
  const server = await serve(database, { SEMAINE_DATABASE_CONNECTIONS: "16", SEMAINE_TRUST_PROXY: "true" });
  const agent = new Agent({ keepAlive: true, maxSockets: REFERENTS + ORGANISERS });
  try {
    const files = await filesOf(await Person.organisers(server.site, ORGANISERS));
    // Each referent works in the region of one organiser, and several in that of a large one.
    const pairs = Array.from({ length: REFERENTS }, (_, number) => files[number % files.length]).filter((file) => file !== undefined);
    const staff = await referents(server.site, pairs.map(({ region }) => `region:${region}`));
    const coordinator = await Person.open(server.site, DEMO.coordinator);
    const [sizeBefore, residentBefore, cpuBefore] = [await bytes(), await server.residentBytes(), await server.cpuMs()];
    const times = new Times();
    const start = performance.now();
    let next = 0;
    const referent = async (person: Person, file: File) => {
      for (let number = next++; number < EVENTS; number = next++) await event({ server, agent, times, file, referent: person, coordinator, number });
    };
    await Promise.all(pairs.map((file, number) => referent(staff[number] ?? coordinator, file)));
    const seconds = (performance.now() - start) / 1e3;
    const decisions = times.of("correction", "label", "held decision", "refusal", "change decision", "revocation");
    const all = times.of(...times.by.keys());
    const grown = (await bytes()) - sizeBefore;
    const slowest = at(all, 1);
    // Where the engine does not tell: a write waits for those before, so the slowest answer bounds each wait for a lock.
    const wait = (await longestWait?.()) ?? slowest;
    record({
      part: `a season of ${digits(EVENTS)} events, ${REFERENTS} referents at once`,
      name: engine,
      measured: `${digits(decisions.length / seconds)} decisions/s`,
      target: `no wait for a lock over ${WAIT_MAX_MS} ms`,
      reached: wait <= WAIT_MAX_MS,
      details: {
        p50: ms(at(decisions, 0.5)),
        p99: ms(at(decisions, 0.99)),
        "slowest answer": ms(slowest),
        "longest wait for a lock": `${longestWait && wait > 0 ? "" : "≤ "}${ms(wait || NOTED_MS)}`,
        requests: digits(all.length),
        "CPU-ms per request": digits(((await server.cpuMs()) - cpuBefore) / all.length),
        "database per event": `${digits(grown / EVENTS / 1e3)} kB`,
        memory: `${digits((await server.residentBytes()) / 1e6)} MB, ${digits(residentBefore / 1e6)} before, ${digits((await server.peakBytes()) / 1e6)} at most`,
        ...Object.fromEntries([...times.by.keys()].map((step) => [`p99 ${step}`, ms(at(times.of(step), 0.99))])),
      },
    });
  } finally {
    agent.destroy();
    await server.stop();
  }
}

/** What an organiser files, and the code of its region. */
type File = { owner: Person; edition: string; form: object; region: string };

/** A file of each organiser that has a labelled event at a place. */
async function filesOf(organisers: Person[]): Promise<File[]> {
  const files: File[] = [];
  for (const owner of organisers) {
    const { edition, form, region } = await owner.filed("labelled");
    if (region !== undefined) files.push({ owner, edition, form, region });
  }
  if (files.length === 0) throw new Error("no organiser has an event at a place");
  return files;
}

type Scene = { server: Server; agent: Agent; times: Times; file: File; referent: Person; coordinator: Person; number: number };

/** One event through the states that its number chooses. */
async function event(scene: Scene): Promise<void> {
  const { referent, coordinator, number } = scene;
  const { owner, edition, form } = scene.file;
  const mine = { ...form, title: titleOf(number) };
  const { body } = await step(scene, "draft", owner, "POST", "/events", { edition, form: mine });
  const [file, sheet] = [`/events/${body.id}`, `/labels/events/${body.id}`];
  await step(scene, "submission", owner, "POST", `${file}/submit`, null);
  if (number % 3 === 0) {
    await step(scene, "correction", referent, "POST", `${sheet}/correction`, { message: "À quelle heure finit la visite ?", fields: ["/occurrences"] });
    await step(scene, "submission", owner, "POST", `${file}/submit`, null);
  }
  if (number % 10 === 7) {
    await step(scene, "withdrawal", owner, "POST", `${file}/withdraw`, { reason: "La visite ne peut pas avoir lieu." });
    return;
  }
  if (number % 10 === 9) {
    const answers = [{ criterion: "free", verdict: "not_met", comment: "Cinq euros à l’entrée." }];
    await step(scene, "refusal", referent, "POST", `${sheet}/decision`, { decision: "refuse", comment: "L’entrée est payante.", answers });
    return;
  }
  const answers = ["dates", "audience", "industry", "free"].map((criterion) => ({ criterion, verdict: "met", comment: "" }));
  if (number % 10 === 5) {
    await step(scene, "held decision", referent, "POST", `${sheet}/decision`, { decision: "label", answers, held: true });
    await step(scene, "release", coordinator, "POST", "/labels/held-runs", { action: "release", items: [body.id] });
    return;
  }
  const lookedAtTwice = number % 10 === 3;
  if (lookedAtTwice) await step(scene, "second look", referent, "POST", `${sheet}/second-look`, { note: "Est-ce une vente ou une visite ?" });
  await step(scene, "label", lookedAtTwice ? coordinator : referent, "POST", `${sheet}/decision`, { decision: "label", answers });
  if (number % 4 === 0) {
    await step(scene, "change", owner, "PUT", `${file}/change`, { ...mine, conditions: "Sur présentation d’une pièce d’identité." });
    await step(scene, "change submitted", owner, "POST", `${file}/change/submit`, null);
    await step(scene, "change decision", referent, "POST", `${sheet}/change/decision`, { decision: "accept" });
  }
  if (number % 20 === 1) await step(scene, "revocation", coordinator, "POST", `${sheet}/revocation`, { reason: "La visite ne peut pas avoir lieu." });
}

/** A request of a step, on a kept connection; notes how long its answer took. */
async function step({ server, agent, times }: Scene, name: string, person: Person, method: string, path: string, sent: object | null): Promise<Answered> {
  const text = JSON.stringify(sent);
  const token = await person.fresh();
  const start = performance.now();
  return new Promise((done, failed) => {
    const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text), "If-Match": "*" };
    const sending = request(`${server.site}/api/v1${path}`, { method, headers, agent }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", failed);
      answer.on("end", () => {
        const body = Buffer.concat(chunks).toString();
        if ((answer.statusCode ?? 500) >= 300) {
          failed(new Error(`${method} ${path}: ${answer.statusCode} ${body}`));
          return;
        }
        times.add(name, performance.now() - start);
        done({ body: JSON.parse(body) as { id: string }, etag: answer.headers.etag ?? "" });
      });
    });
    sending.on("error", failed);
    sending.end(text);
  });
}
