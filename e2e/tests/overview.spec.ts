import type { Page } from "@playwright/test";
import { readFile } from "node:fs/promises";
import { file, ownTitle } from "../support/filing.ts";
import { withoutMap } from "../support/no-map.ts";
import { account, credentials, DEMO, enterAs, signIn, signInAs } from "../support/people.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";

/** Height that the header may have at any width, with its menu closed. */
const HEADER_PX = 90;
/** Height that the overview of the whole country may have at 1440 × 900. */
const TWO_SCREENS_PX = 1_920;
/** The numbers of the overview. */
const NUMBERS = ["filed", "to_check", "overdue", "soon", "in_correction", "recheck", "labelled", "refused", "revoked"];

test("everybody lands where their work is, and a page that was asked for wins", async ({ page, request, someoneElse }) => {
  const open = async () => (await someoneElse()).newPage();
  const organiser = await account(request);
  for (const [email, path, title] of [
    [DEMO.referentOfAuvergneRhoneAlpes, /\/labellisation$/, "Dossiers à labelliser"],
    [DEMO.coordinator, /\/pilotage$/, "Pilotage"],
    [DEMO.administrator, /\/administration$/, "Administration"],
  ] as const) {
    const theirs = await open();
    await signInAs(theirs, email);
    await expect(theirs).toHaveURL(path);
    await expect(theirs.getByRole("heading", { level: 1, name: title })).toBeVisible();
    // The ways to the other places of work.
    const menu = theirs.getByRole("banner").getByRole("navigation");
    for (const name of ["Mes événements", "Labellisation", "Pilotage"]) await expect(menu.getByRole("link", { name })).toBeVisible();
    await headerFits(theirs, email);
  }
  await signIn(page, organiser);
  await expect(page).toHaveURL(/\/mes-evenements$/);
  await expect(page.getByRole("banner").getByRole("link", { name: "Pilotage" })).toHaveCount(0);
  await headerFits(page, "an organiser");
  const visitor = await open();
  await withoutMap(visitor);
  await visitor.goto("/evenements");
  await expect(visitor.getByRole("banner").getByRole("link", { name: "Se connecter" })).toBeVisible();
  await headerFits(visitor, "a visitor");

  const asked = await open();
  await asked.goto(`/connexion?suite=${encodeURIComponent("/favoris")}`);
  await asked.getByLabel("Adresse électronique").fill(DEMO.coordinator);
  await asked.getByLabel("Mot de passe").fill(DEMO.password);
  await asked.getByRole("main").getByRole("button", { name: "Se connecter" }).click();
  await expect(asked).toHaveURL(/\/favoris$/);
});

/** The header is one row on a desktop, and a row with a menu on a phone and a tablet. */
async function headerFits(page: Page, who: string): Promise<void> {
  const usual = page.viewportSize();
  const banner = page.getByRole("banner");
  // The names of the menu are wider in the font of the site than in the one that stands in for it.
  await page.evaluate(() => document.fonts.ready);
  for (const width of [1440, 1280, 768, 360]) {
    await page.setViewportSize({ width, height: 900 });
    const height = await banner.evaluate((header) => header.getBoundingClientRect().height);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    console.log(`  header of ${who} at ${width} px: ${height} px high`);
    expect(height, `height for ${who} at ${width}`).toBeLessThanOrEqual(HEADER_PX);
    expect(wider, `pixels outside for ${who} at ${width}`).toBeLessThanOrEqual(0);
    const tops = await banner.getByRole("navigation").getByRole("link").evaluateAll((links) => links.map((link) => link.getBoundingClientRect().top));
    expect(new Set(tops).size, `rows of the menu for ${who} at ${width}`).toBeLessThanOrEqual(1);
    const menu = banner.getByRole("button", { name: "Menu" });
    if (width < 1000) {
      await menu.click();
      await expect(banner.getByRole("navigation").getByRole("link").last()).toBeInViewport();
      await menu.click();
    } else {
      await expect(menu).toBeHidden();
    }
  }
  if (usual) await page.setViewportSize(usual);
}

test("the coordination sees the state of the reviews, and every number opens its list", async ({ page, request }) => {
  await file(request, await account(request), ownTitle("Vue d’ensemble"));
  await enterAs(page, DEMO.coordinator);
  await page.goto("/pilotage");
  await expect(page.getByRole("heading", { level: 1, name: "Pilotage" })).toBeVisible();
  const cards = page.locator("[data-number]");
  await expect(cards).toHaveCount(NUMBERS.length);
  // The whole of France in two screens: departments are under their region until somebody unfolds them.
  await page.setViewportSize({ width: 1440, height: 900 });
  await expect(page.getByRole("row", { name: /^Auvergne-Rhône-Alpes/ })).toBeVisible();
  await expect(page.getByRole("link", { name: "Le détail par fichier" })).toHaveAttribute("href", /\/administration\/editions\/[^/]+\/kit$/);
  const folded = await page.evaluate(() => document.documentElement.scrollHeight);
  console.log(`  overview at 1440 px: ${folded} px high`);
  expect(folded).toBeLessThanOrEqual(TWO_SCREENS_PX);
  await screen(page, "pilotage");
  const region = page.getByRole("button", { name: "Auvergne-Rhône-Alpes : départements" });
  await expect(region).toHaveAttribute("aria-expanded", "false");
  await expect(page.getByRole("row", { name: /^Rhône/ })).toHaveCount(0);
  await region.click();
  await expect(page.getByRole("row", { name: /^Rhône/ })).toBeVisible();
  await expect(page).toHaveURL(/deplies=84$/);
  await screen(page, "pilotage-region-depliee");
  await page.reload();
  await expect(page.getByRole("row", { name: /^Rhône/ })).toBeVisible();
  await page.getByRole("button", { name: "Montrer tous les départements" }).click();
  const rows = page.getByRole("row");
  await expect.poll(() => rows.count()).toBeGreaterThan(60);
  await page.getByRole("button", { name: "Montrer les régions seules" }).click();
  await expect.poll(() => rows.count()).toBeLessThan(25);
  await expect(page).not.toHaveURL(/deplies/);

  // Other journeys file and decide meanwhile: each number and its list are read until they agree.
  const headers = await credentials(request, { email: DEMO.coordinator });
  const left = new Set(NUMBERS);
  await expect(async () => {
    await page.reload();
    await expect(cards).toHaveCount(NUMBERS.length);
    const listed = async (number: string): Promise<void> => {
      const card = page.locator(`[data-number="${number}"]`);
      const { search } = new URL((await card.getByRole("link").getAttribute("href")) ?? "", page.url());
      const answer = await request.get(`/api/v1/labels/queue${search}&limit=1&count=true`, { headers });
      expect(answer.ok(), `${number}: ${answer.status()}`).toBe(true);
      if (figure(await card.locator(".overview-card__value").innerText()) === (await answer.json()).total) left.delete(number);
    };
    await Promise.all([...left].map(listed));
    expect([...left], "numbers that are not those of their lists").toEqual([]);
  }).toPass();
  // One list is opened.
  await expect(async () => {
    await page.goto("/pilotage");
    const card = page.locator('[data-number="to_check"]');
    const count = figure(await card.locator(".overview-card__value").innerText());
    await card.getByRole("link").click();
    await expect(page.getByRole("heading", { level: 1, name: "Dossiers à labelliser" })).toBeVisible();
    await expect(page.locator(".queue-count")).toHaveText(/\d/);
    expect(figure(await page.locator(".queue-count").innerText())).toBe(count);
  }).toPass();
  await page.goBack();

  // A row of a territory, by keyboard. The departments of the only region do not fold: without the button, the answer is shown.
  await expect(region).toBeVisible();
  await page.getByLabel("Territoire", { exact: true }).selectOption("region:84");
  await expect(page).toHaveURL(/territory=region(:|%3A)84/);
  await expect(region).toHaveCount(0);
  const row = page.getByRole("row", { name: /^Auvergne-Rhône-Alpes/ });
  const waiting = row.getByRole("link", { name: /^À examiner, Auvergne-Rhône-Alpes/ });
  await waiting.focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/labellisation\?tab=to_check&edition=[^&]+&territory=region(:|%3A)84/);

  // A day, from the table beside the drawing; its filter can be taken away in the queue.
  await page.goto("/pilotage");
  await page.getByText("Le tableau des dépôts par jour").click();
  await page.getByRole("link", { name: /^Déposés, / }).first().click();
  await expect(page.getByRole("button", { name: /^Retirer le filtre « déposés / })).toBeVisible();
  await screen(page, "dossiers-d-un-jour");
  await page.getByRole("button", { name: /^Retirer le filtre « déposés / }).click();
  await expect(page).not.toHaveURL(/filed_from/);

  await page.goto("/pilotage");
  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: "Exporter en CSV le tableau des territoires" }).click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toBe("pilotage.csv");
  expect(await readFile(await saved.path(), "utf8")).toContain("Auvergne-Rhône-Alpes");
});

/** The first number of a text, with its narrow spaces. */
const figure = (text: string): number => Number(/\d[\d\s\u202f\u00a0]*/.exec(text)?.[0].replace(/\D/g, ""));
