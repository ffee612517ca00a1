import { test } from "@playwright/test";
import { copyFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { DEMO } from "../support/people.ts";
import { Person } from "./support/person.ts";
import { digits, ms, record } from "./support/report.ts";
import { dataSet, FOLDER, serve } from "./support/server.ts";
import { ask, contents } from "./support/site.ts";

const EVENTS = 5_000;
/** Certificates that are printed, once each. */
const ASKED = 200;
/** Certificates before the measurement: the first one reads the font. */
const WARM = 20;

test("certificates as PDF", async () => {
  const copy = join(FOLDER, `certificates-${process.pid}.sqlite`);
  // The first request for a certificate may store it.
  await copyFile((await dataSet(EVENTS)).path, copy);
  const server = await serve(copy);
  try {
    const { ids } = await contents(server.site);
    const { token } = await Person.open(server.site, DEMO.coordinator);
    const times: number[] = [];
    let [spent, bytes] = [0, 0];
    for (const [number, id] of ids.slice(0, ASKED + WARM).entries()) {
      const before = await server.cpuMs();
      const { status, body, lastMs } = await ask(`${server.site}/api/v1/events/${id}/certificate`, { Authorization: `Bearer ${token}` });
      if (status !== 200) throw new Error(`certificate of ${id}: ${status} ${body}`);
      if (number < WARM) continue;
      spent += (await server.cpuMs()) - before;
      bytes += body.length;
      times.push(lastMs);
    }
    times.sort((a, b) => a - b);
    record({
      part: "certificates",
      name: "a certificate as tagged PDF, with all that the request costs",
      measured: `${digits(spent / times.length)} CPU-ms`,
      details: { median: ms(times[Math.floor(times.length / 2)] ?? Number.NaN), slowest: ms(times.at(-1) ?? Number.NaN), size: `${digits(bytes / times.length / 1e3)} kB`, certificates: digits(times.length) },
    });
  } finally {
    await server.stop();
    await Promise.all(["", "-wal", "-shm"].map((ending) => rm(`${copy}${ending}`, { force: true })));
  }
});
