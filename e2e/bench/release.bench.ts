import { test } from "@playwright/test";
import { copyFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { DEMO } from "../support/people.ts";
import { type Item, submit } from "./support/filed.ts";
import { at, readWhile } from "./support/meanwhile.ts";
import { Person } from "./support/person.ts";
import { digits, ms, record } from "./support/report.ts";
import { dataSet, FOLDER, serve } from "./support/server.ts";
import { ask, send } from "./support/site.ts";

const EVENTS = 5_000;
/** Labels of one release, rounded up to whole batches; at most 8,000. `RELEASED=400` for a quick look. */
const RELEASED = Math.min(8_000, Number(process.env.RELEASED ?? 3_000));
/** Submissions of one organiser, and of one batch. */
const BATCH = 200;
const WITHIN_MS = 60_000;
/** Time for which the public list is read before. */
const QUIET_MS = 30_000;
const ASKED_EVERY_MS = 500;
/** A release that takes longer has failed. */
const RELEASE_MAX_MS = 10 * WITHIN_MS;
/** Factor by which the public side may get slower. */
const SLOWER_MAX = 1.25;

type Run = { id: string; total: number; done: number; released: number };

test(`${digits(RELEASED)} labels released in a minute`, async () => {
  const copy = join(FOLDER, `release-${process.pid}.sqlite`);
  await copyFile((await dataSet(EVENTS)).path, copy);
  const server = await serve(copy);
  try {
    const organisers = Array.from({ length: Math.ceil(RELEASED / BATCH) }, (_, number) => `organisation-${String(number + 1).padStart(2, "0")}@example.org`);
    const batches: Item[][] = [];
    for (const email of organisers) batches.push(await submit(server.site, email, BATCH));
    const { token } = await Person.open(server.site, DEMO.coordinator);
    const call = async <Body>(path: string, sent?: object): Promise<Body> => {
      const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
      const url = `${server.site}/api/v1${path}`;
      const { status, body } = await (sent ? send(url, { method: "POST", headers, body: JSON.stringify(sent) }) : ask(url, headers));
      if (status >= 300) throw new Error(`${path}: ${status} ${body}`);
      return JSON.parse(body.toString()) as Body;
    };
    for (const items of batches) {
      const { labelled } = await call<{ labelled: number }>("/labels/queue/decisions", { items, criteriaMet: true, held: true });
      if (labelled !== items.length) throw new Error(`${labelled} of ${items.length} decisions are held`);
    }
    const { currentEdition } = await call<{ currentEdition: string }>("/config");

    const before = await readWhile(server, pause(QUIET_MS));
    const [resident, cpu] = [await server.residentBytes(), await server.cpuMs()];
    let most = resident;
    const release = async () => {
      const start = performance.now();
      let run = await call<Run>("/labels/held-runs", { action: "release", edition: currentEdition });
      while (run.done < run.total) {
        if (performance.now() - start > RELEASE_MAX_MS) throw new Error(`${run.done} of ${run.total} labels are released`);
        await pause(ASKED_EVERY_MS);
        run = await call<Run>(`/labels/held-runs/${run.id}`);
        most = Math.max(most, await server.residentBytes());
      }
      return { run, taken: performance.now() - start };
    };
    // Longer than the release itself: letters and kits follow it.
    const releasing = release();
    const during = await readWhile(server, Promise.all([releasing, pause(WITHIN_MS)]));
    const { run, taken } = await releasing;
    const part = `${digits(RELEASED)} labels released in a minute`;
    const slower = at(during, 0.99) / at(before, 0.99);
    record(
      {
        part,
        name: "until the last label is public",
        measured: `${digits(taken / 1e3)} s`,
        target: `≤ ${WITHIN_MS / 1e3} s, none lost`,
        reached: taken <= WITHIN_MS && run.released === run.total,
        details: {
          labels: digits(run.released),
          "CPU-ms per label, all that follows in the time measured": digits(((await server.cpuMs()) - cpu) / run.total),
          memory: `+${digits((most - resident) / 1e6)} MB`,
        },
      },
      {
        part,
        name: "p99 of the public list meanwhile",
        measured: `${digits(slower)} × that before`,
        target: `≤ ${SLOWER_MAX} ×`,
        reached: slower <= SLOWER_MAX,
        details: { before: ms(at(before, 0.99)), meanwhile: ms(at(during, 0.99)), reads: digits(during.length) },
      },
    );
  } finally {
    await server.stop();
    await Promise.all(["", "-wal", "-shm"].map((ending) => rm(`${copy}${ending}`, { force: true })));
  }
});
