import type { Page } from "@playwright/test";
import { readFile } from "node:fs/promises";
import { file, ownTitle } from "../support/filing.ts";
import { account, DEMO, enterAs } from "../support/people.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";
import { endSession } from "../support/typing.ts";

/** Height that a row may have on a desktop, and on a phone, where it has two lines. */
const ROW_PX = 48;
const PHONE_ROW_PX = 80;

/** Prints the heights of the rows at a width of the window, and compares them with the greatest that is allowed. */
async function rowsAreLow(page: Page, width: number, most: number): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  const heights = await page.locator("tbody tr").evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().height));
  console.log(`  rows of the queue at ${width} px: ${Math.min(...heights)} to ${Math.max(...heights)} px`);
  expect(heights.length).toBeGreaterThan(2);
  expect(Math.max(...heights)).toBeLessThanOrEqual(most);
}

test("a referent works through the queue: tabs, search, views, keyboard, the way back, a file of the table", async ({ page, request }) => {
  const organiser = await account(request);
  const word = ownTitle("Zinguerie").replace(" ", "");
  for (const title of ["Atelier", "Brasage", "Coulée"]) await file(request, organiser, `${title} ${word}`);
  await page.setViewportSize({ width: 1440, height: 900 });
  await enterAs(page, DEMO.referentOfAuvergneRhoneAlpes);
  await page.goto("/labellisation");
  const rows = page.getByRole("table").getByRole("row");
  await expect(page.getByRole("link", { name: /^À examiner/ })).toHaveAttribute("aria-current", "page");
  await expect(page.getByRole("link", { name: /^À revoir/ })).toBeVisible();

  await rowsAreLow(page, 1440, ROW_PX);
  await screen(page, "file-de-dossiers");

  // Search by `/`, without accents; the address says what is shown.
  await page.getByRole("heading", { level: 1 }).focus();
  await page.keyboard.press("/");
  await expect(page.getByLabel("Chercher", { exact: true })).toBeFocused();
  await page.keyboard.type(`coulee ${word.toUpperCase()}`);
  await page.keyboard.press("Enter");
  await expect(page.getByText("1 dossier", { exact: true })).toBeVisible();
  await expect(page).toHaveURL(/q=coulee/);
  await page.getByLabel("Chercher", { exact: true }).fill(word);
  await page.keyboard.press("Enter");
  await expect(page.getByText("3 dossiers", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Événement" }).click();
  // The first row is that of the order by date too: the address says that the press is taken.
  await expect(page).toHaveURL(/sort=title/);
  await expect(rows.nth(1)).toContainText("Atelier");
  await page.getByRole("button", { name: "Événement" }).click();
  await expect(rows.nth(1)).toContainText("Coulée");
  await expect(page).toHaveURL(/sort=title&descending=true/);

  // Four marks per row, with text.
  await expect(rows.nth(1).getByText("Dates : rempli")).toBeAttached();
  await expect(rows.nth(1).getByText("Industrie : à examiner")).toBeAttached();

  // J, K and Enter; the page of the file knows its place.
  await page.getByRole("heading", { level: 1 }).focus();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await expect(page.getByRole("link", { name: `Brasage ${word}` })).toBeFocused();
  await page.keyboard.press("k");
  await expect(page.getByRole("link", { name: `Coulée ${word}` })).toBeFocused();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: `Brasage ${word}` })).toBeVisible();
  await expect(page.getByText("dossier 2 sur 3", { exact: true })).toBeVisible();
  await page.getByRole("link", { name: /^Dossier suivant/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: `Atelier ${word}` })).toBeVisible();
  await expect(page.getByText("dossier 3 sur 3", { exact: true })).toBeVisible();
  await page.goBack();
  await expect(page.getByText("dossier 2 sur 3", { exact: true })).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(/sort=title&descending=true/);
  await expect(page.getByRole("link", { name: `Brasage ${word}` })).toBeFocused();

  // The panel of filters: the address and the number of files follow it.
  await page.locator("summary").filter({ hasText: "Filtres et tri" }).click();
  const kind = page.getByLabel("Type d’événement");
  await kind.selectOption("company_visit");
  await expect(page).toHaveURL(/[?&]kind=company_visit/);
  await expect(page.getByText("3 dossiers", { exact: true })).toBeVisible();
  const urgent = page.getByRole("checkbox", { name: "Seulement les dossiers urgents" });
  await urgent.check();
  await expect(page).toHaveURL(/[?&]urgent=true/);
  await expect(page.getByText("0 dossier", { exact: true })).toBeVisible();
  await urgent.uncheck();
  await expect(page).not.toHaveURL(/[?&]urgent=/);
  await kind.selectOption("");
  await expect(page).not.toHaveURL(/[?&](kind|urgent)=/);
  await expect(page.getByText("3 dossiers", { exact: true })).toBeVisible();

  // A saved view, with another column.
  await page.getByText("Colonnes", { exact: true }).click();
  await page.getByRole("checkbox", { name: "État" }).check();
  await expect(page.getByRole("columnheader", { name: "État" })).toBeVisible();
  await page.getByText("Mes vues", { exact: true }).click();
  await page.getByLabel("Nom de la vue").fill(word);
  await page.getByRole("button", { name: "Enregistrer cette vue" }).click();
  await expect(page.getByRole("link", { name: word, exact: true })).toBeVisible();
  await page.goto("/labellisation");
  await page.getByText("Mes vues", { exact: true }).click();
  await page.getByRole("link", { name: word, exact: true }).click();
  await expect(page.getByText("3 dossiers", { exact: true })).toBeVisible();
  await expect(page.getByRole("columnheader", { name: "État" })).toBeVisible();
  await page.getByRole("button", { name: `Supprimer la vue « ${word} »` }).click();
  await expect(page.getByRole("link", { name: word, exact: true })).toHaveCount(0);

  // The table as it stands, as a file.
  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: "Exporter en CSV" }).click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toBe("dossiers.csv");
  const lines = (await readFile(await saved.path(), "utf8")).trim().split("\r\n");
  expect(lines).toHaveLength(4);
  expect(lines[1]).toContain(`Coulée ${word}`);

  // On a phone the rows are low, with due date and marks.
  await page.setViewportSize({ width: 360, height: 780 });
  await expect(rows.nth(1).getByText("Dates : rempli")).toBeAttached();
  await expect(rows.nth(1).locator(".review-queue__due")).toBeVisible();
  await rowsAreLow(page, 360, PHONE_ROW_PX);
  await screen(page, "file-de-dossiers-filtree");
});

test("the way back from a file far down keeps the rows and the place", async ({ page }) => {
  await enterAs(page, DEMO.coordinator);
  // Nobody decides on the past edition any more: its list stands still.
  await page.goto("/labellisation?tab=decided&edition=2018&sort=title");
  const rows = page.locator("tbody tr");
  await expect(rows).toHaveCount(50);
  await page.getByRole("button", { name: "Voir la suite" }).click();
  await expect(rows).toHaveCount(100);
  await expect(page).toHaveURL(/lignes=100/);
  const far = await rows.nth(80).locator("a[id^='dossier-']").getAttribute("id");
  const link = page.locator(`#${far}`);
  await link.scrollIntoViewIfNeeded();
  const title = await link.innerText();
  await link.click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(title);

  await page.goBack();

  await expect(rows).toHaveCount(100);
  await expect(link).toBeFocused();
  await expect(link).toBeInViewport();
  expect(await page.evaluate(() => scrollY), "pixels above the window").toBeGreaterThan(0);
});

test("a referent labels alike files of one organiser together, and another sees who reads", async ({ page, request, someoneElse }) => {
  const organiser = await account(request);
  const word = ownTitle("Laminage").replace(" ", "");
  for (const title of ["Un", "Deux", "Trois"]) await file(request, organiser, `${title} ${word}`);
  await enterAs(page, DEMO.referentOfAuvergneRhoneAlpes);
  await page.goto(`/labellisation?tab=to_check&q=${word}&sort=title`);
  await page.getByRole("link", { name: `Trois ${word}` }).click();
  await expect(page.getByRole("heading", { level: 1, name: `Trois ${word}` })).toBeVisible();

  const theirs = await (await someoneElse()).newPage();
  await enterAs(theirs, DEMO.coordinator);
  await expect(async () => {
    await theirs.goto(`/labellisation?tab=to_check&q=${word}&sort=title`);
    await expect(theirs.getByRole("row", { name: new RegExp(`Trois ${word}`) }).locator(".review-queue__reader")).not.toBeEmpty({ timeout: 1_000 });
  }).toPass();
  await theirs.getByRole("link", { name: `Trois ${word}` }).click();
  await expect(theirs.getByText(/^En cours de lecture par /)).toBeVisible();

  await page.getByRole("link", { name: "Tous les dossiers" }).click();
  await page.getByRole("checkbox", { name: `Choisir « Deux ${word} »` }).check();
  await page.getByRole("button", { name: "Choisir tous ceux de cet organisateur" }).click();
  await expect(page.getByText("3 dossiers choisis")).toBeVisible();
  await page.getByRole("checkbox", { name: `Choisir « Trois ${word} »` }).uncheck();
  await screen(page, "dossiers-choisis");
  await page.getByRole("button", { name: "Labelliser" }).click();
  const dialog = page.getByRole("dialog", { name: "Labelliser les dossiers choisis ?" });
  await dialog.getByRole("checkbox", { name: /^Les quatre critères sont remplis/ }).check();
  await screen(page, "labelliser-le-lot");
  await dialog.getByRole("button", { name: "Labelliser" }).click();
  await expect(page.getByText("2 dossiers labellisés dans quelques secondes").first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Annuler tout le lot" })).toHaveCount(0);
  await expect(page.getByText("1 dossier", { exact: true })).toBeVisible();
  await page.getByRole("link", { name: /^Décidés/ }).click();
  await expect(page.getByText("2 dossiers", { exact: true })).toBeVisible();
});

test("a batch that the end of the session refuses waits for the password, and is sent once", async ({ page, context, request }) => {
  const organiser = await account(request);
  const word = ownTitle("Emboutissage").replace(" ", "");
  for (const title of ["Un", "Deux"]) await file(request, organiser, `${title} ${word}`);
  await enterAs(page, DEMO.referentOfAuvergneRhoneAlpes);
  await page.goto(`/labellisation?tab=to_check&q=${word}&sort=title`);
  for (const title of ["Un", "Deux"]) await page.getByRole("checkbox", { name: `Choisir « ${title} ${word} »` }).check();
  await page.getByRole("button", { name: "Labelliser" }).click();
  const dialog = page.getByRole("dialog", { name: "Labelliser les dossiers choisis ?" });
  await dialog.getByRole("checkbox", { name: /^Les quatre critères sont remplis/ }).check();
  const restore = await endSession(page, context, /\/labels\/queue\/decisions$/);
  await dialog.getByRole("button", { name: "Labelliser" }).click();

  // The dialog goes, because the password could not be typed beside it; the files stay chosen.
  const ended = page.getByRole("dialog", { name: "Votre session est terminée" });
  await expect(ended).toBeVisible();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("Votre envoi partira")).toBeVisible();
  await expect(page.getByText("2 dossiers choisis")).toBeVisible();
  await restore();
  let batches = 0;
  page.on("request", (sent) => {
    if (/\/labels\/queue\/decisions$/.test(sent.url())) batches += 1;
  });
  await ended.getByLabel("Mot de passe").fill(DEMO.password);
  await ended.getByRole("button", { name: "Se connecter" }).click();

  await expect(page.getByText("2 dossiers labellisés dans quelques secondes").first()).toBeVisible();
  await expect(ended).toBeHidden();
  await expect(page.getByText("Votre envoi partira")).toBeHidden();
  expect(batches).toBe(1);
});
