import { test } from "@playwright/test";
import { copyFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { openEdition } from "../support/api.ts";
import { DEMO } from "../support/people.ts";
import { Person } from "./support/person.ts";
import { digits, record } from "./support/report.ts";
import { dataSet, FOLDER, serve } from "./support/server.ts";
import { ask } from "./support/site.ts";

const RULES = 5_000;
/** Requests that are measured, and those before that warm up. */
const ASKED = 2_000;
const WARM = 50;
/** The whole request: session, policy, query, the keys of the rules, the name of the group. */
const TARGET_MS = 0.5;
/** Time that the rules add to the request. */
const ROUTING_TARGET_MS = 0.05;

test("routing a file among 5,000 rules", async ({ playwright }) => {
  const copy = join(FOLDER, `routing-${process.pid}.sqlite`);
  // The group and its rules stay out of the data set.
  await copyFile((await dataSet(1_000)).path, copy);
  const server = await serve(copy);
  try {
    const { token } = await Person.open(server.site, DEMO.coordinator);
    const headers = { Authorization: `Bearer ${token}` };
    const request = await playwright.request.newContext({ baseURL: server.site, extraHTTPHeaders: headers });
    const edition = await openEdition(request);
    const communes: string[] = [];
    for (const { code } of (await (await request.get("/api/v1/places/epci")).json()) as { code: string }[]) {
      if (communes.length >= RULES) break;
      const group = (await (await request.get(`/api/v1/places/epci/${code}`)).json()) as { communes: string[] };
      communes.push(...group.communes);
    }
    const route = async (commune: string | undefined) => {
      const query = `edition=${edition.slug}&commune=${commune}&kind=company_visit&attendance=on_site`;
      const { status, body } = await ask(`${server.site}/api/v1/labels/route?${query}`, headers);
      if (status !== 200) throw new Error(`${query}: ${status} ${body}`);
    };
    const average = async () => {
      for (let asked = 0; asked < WARM; asked += 1) await route(communes[asked]);
      const before = await server.cpuMs();
      for (let asked = 0; asked < ASKED; asked += 1) await route(communes[(asked * 7) % RULES]);
      return ((await server.cpuMs()) - before) / ASKED;
    };
    const without = await average();
    const created = await request.post("/api/v1/labels/groups", { data: { edition: edition.slug, name: "Toutes les communes" } });
    if (!created.ok()) throw new Error(await created.text());
    const { summary } = await created.json();
    const text = communes.slice(0, RULES).join("\n");
    const imported = await request.post(`/api/v1/labels/groups/${summary.id}/rules/import`, { data: { text }, timeout: 60_000 });
    if (!imported.ok()) throw new Error(await imported.text());
    const { added } = await imported.json();
    const spent = await average();
    record({
      part: "sharing the review",
      name: `route of a file among ${digits(added)} rules, with all that the request costs`,
      measured: `${digits(spent)} CPU-ms`,
      target: `≤ ${TARGET_MS} CPU-ms`,
      reached: spent <= TARGET_MS,
      details: { rules: digits(added) },
    });
    record({
      part: "sharing the review",
      name: `what ${digits(added)} rules add to that request`,
      measured: `${digits(spent - without)} CPU-ms`,
      target: `< ${ROUTING_TARGET_MS} CPU-ms`,
      reached: spent - without < ROUTING_TARGET_MS,
      details: { "without any rule": `${digits(without)} CPU-ms` },
    });
  } finally {
    await server.stop();
    await Promise.all(["", "-wal", "-shm"].map((ending) => rm(`${copy}${ending}`, { force: true })));
  }
});
