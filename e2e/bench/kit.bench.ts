import { test } from "@playwright/test";
import { copyFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { DEMO } from "../support/people.ts";
import { at, readWhile } from "./support/meanwhile.ts";
import { Person } from "./support/person.ts";
import { digits, ms, record } from "./support/report.ts";
import { dataSet, FOLDER, serve, type Server } from "./support/server.ts";
import { ask, contents } from "./support/site.ts";

const EVENTS = 5_000;
/** Kits that are asked for within {@link SPREAD_MS}, each with one of its files. */
const KITS = 3_000;
const SPREAD_MS = 60_000;
/** Time for which the public list is read before. */
const QUIET_MS = 30_000;
const FIRST_BYTE_MAX_MS = 2_000;
const GROWN_MAX_BYTES = 150e6;
/** Factor by which the public side may get slower. */
const SLOWER_MAX = 1.25;
/** Times that a kept kit is read. */
const AGAIN = 10;
const COLD_MAX_MS = 500;
const KEPT_MAX_MS = 5;

test(`${digits(KITS)} kits within a minute`, async () => {
  const copy = join(FOLDER, `kits-${process.pid}.sqlite`);
  await copyFile((await dataSet(EVENTS)).path, copy);
  // What an earlier run has drawn: the folder of the files is beside the databases.
  await rm(join(FOLDER, "files/kits/made"), { recursive: true, force: true });
  const server = await serve(copy);
  try {
    const { ids } = await contents(server.site);
    const { token } = await Person.open(server.site, DEMO.coordinator);
    const headers = { Authorization: `Bearer ${token}` };
    await whole(server, ids.at(-1) ?? "", headers);
    const before = await readWhile(server, pause(QUIET_MS));
    const resident = await server.residentBytes();
    const [cpuBefore, pages, files]: [number, number[], number[]] = [await server.cpuMs(), [], []];
    let [refused, closed, most] = [0, 0, resident];
    const kit = async (id: string, number: number) => {
      await pause((number * SPREAD_MS) / KITS);
      const page = await ask(`${server.site}/api/v1/events/${id}/kit`, headers);
      // Some events of a data set are cancelled: their kits are closed.
      if (page.status === 410) {
        closed += 1;
        return;
      }
      if (page.status !== 200) throw new Error(`kit of ${id}: ${page.status} ${page.body}`);
      pages.push(page.lastMs);
      const { items } = JSON.parse(page.body.toString()) as { items: { key: string }[] };
      const file = await ask(`${server.site}/api/v1/events/${id}/kit/files/${items[number % items.length]?.key}`, headers);
      if (file.status === 200) files.push(file.firstMs);
      else refused += 1;
      most = Math.max(most, await server.residentBytes());
    };
    const during = await readWhile(server, Promise.all(Array.from({ length: KITS }, (_, number) => kit(ids[number % ids.length] ?? "", number))));
    const spent = (await server.cpuMs()) - cpuBefore;
    for (const times of [pages, files]) times.sort((a, b) => a - b);
    const [slowest, grown, slower] = [at(files, 1), most - resident, at(during, 0.99) / at(before, 0.99)];
    const part = `${digits(KITS)} kits within a minute`;
    record(
      {
        part,
        name: "first byte of a file of the kit",
        measured: `${ms(slowest)} at most`,
        target: `< ${digits(FIRST_BYTE_MAX_MS / 1e3)} s, none refused`,
        reached: slowest < FIRST_BYTE_MAX_MS && refused === 0,
        details: { median: ms(at(files, 0.5)), p99: ms(at(files, 0.99)), refused: digits(refused), closed: digits(closed), "CPU-ms per kit": digits(spent / KITS) },
      },
      { part, name: "page of the kit", measured: `${ms(at(pages, 1))} at most`, details: { median: ms(at(pages, 0.5)), p99: ms(at(pages, 0.99)) } },
      { part, name: "memory", measured: `+${digits(grown / 1e6)} MB`, target: `< +${GROWN_MAX_BYTES / 1e6} MB`, reached: grown < GROWN_MAX_BYTES },
      {
        part,
        name: "p99 of the public list meanwhile",
        measured: `${digits(slower)} × that before`,
        target: `≤ ${SLOWER_MAX} ×`,
        reached: slower <= SLOWER_MAX,
        details: { before: ms(at(before, 0.99)), meanwhile: ms(at(during, 0.99)) },
      },
    );
  } finally {
    await server.stop();
    await Promise.all(["", "-wal", "-shm"].map((ending) => rm(`${copy}${ending}`, { force: true })));
  }
});

/** Measures one whole kit, drawn and kept, with all that its requests cost. */
async function whole(server: Server, id: string, headers: Record<string, string>): Promise<void> {
  const { body } = await ask(`${server.site}/api/v1/events/${id}/kit`, headers);
  const { items } = JSON.parse(body.toString()) as { items: { key: string }[] };
  const read = async () => {
    const before = await server.cpuMs();
    for (const { key } of items) {
      const { status } = await ask(`${server.site}/api/v1/events/${id}/kit/files/${key}`, headers);
      if (status !== 200) throw new Error(`file ${key} of ${id}: ${status}`);
    }
    return (await server.cpuMs()) - before;
  };
  const cold = await read();
  let kept = 0;
  for (let time = 0; time < AGAIN; time++) kept += (await read()) / AGAIN;
  const before = await server.cpuMs();
  let bytes = 0;
  for (let time = 0; time < AGAIN; time++) {
    const archive = await ask(`${server.site}/api/v1/events/${id}/kit/archive`, headers);
    if (archive.status !== 200) throw new Error(`archive of ${id}: ${archive.status}`);
    bytes = archive.body.length;
  }
  const zipped = ((await server.cpuMs()) - before) / AGAIN;
  const part = "a whole kit";
  const details = { files: digits(items.length) };
  record(
    { part, name: "cold", measured: `${digits(cold)} CPU-ms`, target: `≤ ${COLD_MAX_MS} CPU-ms`, reached: cold <= COLD_MAX_MS, details },
    { part, name: "kept", measured: `${digits(kept)} CPU-ms`, target: `≤ ${KEPT_MAX_MS} CPU-ms`, reached: kept <= KEPT_MAX_MS, details },
    {
      part,
      name: "kept, as an archive",
      measured: `${digits(zipped)} CPU-ms`,
      target: `≤ ${KEPT_MAX_MS} CPU-ms`,
      reached: zipped <= KEPT_MAX_MS,
      details: { MB: digits(bytes / 1e6) },
    },
  );
}
