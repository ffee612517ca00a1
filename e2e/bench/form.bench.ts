import { expect, test } from "@playwright/test";
import { type Edition, openEdition } from "../support/api.ts";
import { keyTimes, manyOccurrences } from "../support/occurrences.ts";
import { DEMO } from "../support/people.ts";
import { Person } from "./support/person.ts";
import { ms, record } from "./support/report.ts";
import { dataSet, serve } from "./support/server.ts";

const SIZE = 5_000;
const ROWS = 800;
const KEYS = 25;
const TARGET_MS = 50;

test("a key in the last row of a form with many occurrences", async ({ browser, playwright }) => {
  const server = await serve((await dataSet(SIZE)).path);
  try {
    const email = "organisation-01@example.org";
    const owner = await Person.open(server.site, email);
    const request = await playwright.request.newContext({ baseURL: server.site });
    const edition: Edition = await openEdition(request);
    const created = await request.post("/api/v1/events", {
      headers: { Authorization: `Bearer ${owner.token}` },
      data: { edition: edition.slug, form: { occurrences: manyOccurrences(edition, ROWS) } },
    });
    expect(created.status(), await created.text()).toBe(201);
    const page = await browser.newPage({ baseURL: server.site, viewport: { width: 1440, height: 900 } });
    await page.goto("/connexion");
    await page.getByLabel("Adresse électronique").fill(email);
    await page.getByLabel("Mot de passe").fill(DEMO.password);
    await page.getByRole("main").getByRole("button", { name: "Se connecter" }).click();
    await expect(page).not.toHaveURL(/connexion/);
    await page.goto(`/mes-evenements/${(await created.json()).id}/modifier?etape=3`);
    const last = page.locator(`#occurrences-${ROWS - 1}-capacity`);
    await last.focus();
    const times = await keyTimes(page, KEYS);
    const middle = times[Math.floor(KEYS / 2)] ?? Number.NaN;
    record({
      part: "form",
      name: `a key in the last of ${ROWS} occurrences, until the next picture`,
      measured: ms(middle),
      target: `≤ ${TARGET_MS} ms`,
      reached: middle <= TARGET_MS,
      details: { slowest: ms(times.at(-1) ?? Number.NaN) },
    });
    await page.close();
  } finally {
    await server.stop();
  }
});
