import { ARCHIVE, cards, formatted, openFilter, total } from "../support/explorer.ts";
import { withoutMap } from "../support/no-map.ts";
import { screen } from "../support/screen.ts";
import { print } from "../support/tally.ts";
import { expect, test } from "../support/test.ts";
import type { Page } from "@playwright/test";

/** Most pixels above the first event on a phone. */
const ABOVE_MAX_PX = 350;
/** Tallest card beside the map, in pixels. */
const CARD_MAX_PX = 150;
/** Cards that a window of a desk shows whole. */
const WHOLE_CARDS = 4;

/** Top and bottom of each card in the page, in pixels. */
async function edges(page: Page): Promise<{ top: number; bottom: number }[]> {
  await expect(cards(page).first()).toBeVisible();
  await page.evaluate(() => document.fonts.ready);
  return cards(page).evaluateAll((all) =>
    all.map((card) => {
      const { top, bottom } = card.getBoundingClientRect();
      return { top: Math.round(top + scrollY), bottom: Math.round(bottom + scrollY) };
    }),
  );
}

test("on a phone, the list begins in the upper half of the window", async ({ page }) => {
  for (const width of [360, 390]) {
    await page.setViewportSize({ width, height: 740 });
    await page.goto("/evenements");
    const top = (await edges(page))[0]?.top ?? Infinity;
    print(`first event, ${width} px`, { top });
    expect(top).toBeLessThan(ABOVE_MAX_PX);
  }
});

test("on a desk, a window shows four events whole", async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto("/evenements");
  const top = (await edges(page))[0]?.top ?? Infinity;
  // The archive has many events, and the line that it is over above them.
  await page.goto(`/evenements?edition=${ARCHIVE}`);
  const archived = await edges(page);
  const tallest = Math.max(...archived.map((card) => card.bottom - card.top));
  const four = (archived[WHOLE_CARDS - 1]?.bottom ?? Infinity) - (archived[0]?.top ?? 0);
  print("events on a desk, 1440 px", { top, "tallest card": tallest, "four cards": four });
  expect(tallest).toBeLessThanOrEqual(CARD_MAX_PX);
  expect(top + four).toBeLessThanOrEqual(900);
});

test("a search around a point says how far each event is, with and without scripts", async ({ page, browser, baseURL, extraHTTPHeaders }) => {
  const bare = await browser.newContext({ javaScriptEnabled: false, baseURL, extraHTTPHeaders });
  const served = await bare.newPage();
  for (const one of [served, page]) {
    await one.goto(`/evenements?edition=${ARCHIVE}&near=4.8357,45.764&radius=20000&attendance=on_site&sort=distance`);
    await expect(cards(one).first()).toContainText(/· à (moins d’un kilomètre|\d+\skm)/);
  }
  await bare.close();
});

test("on a phone, the filters say how many events they leave, and lead to them", async ({ page }) => {
  await withoutMap(page);
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(`/evenements?edition=${ARCHIVE}`);
  const toggle = page.getByRole("button", { name: /^Filtres/ });
  await toggle.click();
  const sheet = page.getByRole("dialog", { name: "Filtres" });
  await expect(sheet.getByRole("heading", { name: "Filtres" })).toBeFocused();
  await openFilter(page, "Type d’événement");
  await page.getByRole("checkbox", { name: "Visite d’entreprise" }).check();
  const left = formatted(await total(page, `edition=${ARCHIVE}&kind=company_visit`)).replace(/\s/g, "\\s");
  const see = sheet.getByRole("button", { name: new RegExp(`^Voir ${left}\\sévénements$`) });
  await expect(see).toBeInViewport({ ratio: 1 });
  await screen(page, "telephone-filtres");
  await expect(see).toBeInViewport({ ratio: 1 });
  await see.click();
  await expect(sheet).toBeHidden();
  await expect(toggle).toHaveAttribute("aria-expanded", "false");
  await expect(page.getByRole("heading", { name: "Liste des événements" })).toBeFocused();
  await expect(cards(page).first()).toBeInViewport();
});

test("on a phone, a day is chosen in a sheet of its own, and its chip says which", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(`/evenements?edition=${ARCHIVE}`);
  await expect(cards(page).first()).toBeVisible();
  const chip = page.locator("#chip-when");
  await expect(chip).toHaveAccessibleName("Quand");
  await chip.click();
  const sheet = page.getByRole("dialog", { name: "Quand" });
  await sheet.getByRole("grid", { name: "Un jour" }).getByRole("button", { name: /^mardi 27\smars\s2018, / }).click();
  const left = formatted(await total(page, `edition=${ARCHIVE}&from=2018-03-27&to=2018-03-27`)).replace(/\s/g, "\\s");
  await expect(sheet.getByRole("button", { name: new RegExp(`^Voir ${left}\\sévénements$`) })).toBeInViewport({ ratio: 1 });
  await expect(sheet.locator("summary").filter({ visible: true })).toHaveCount(0);
  await screen(page, "telephone-quand");
  await expect(sheet).toBeVisible();

  // Going back closes the sheet and keeps the day; the sheet and what is chosen in it are one entry of the history.
  await page.goBack();
  await expect(sheet).toBeHidden();
  await expect(chip).toBeFocused();
  await expect(chip).toHaveAccessibleName(/^Quand\s*:\s*mar\.\s27\smars$/);
  await expect(page).toHaveURL(/from=2018-03-27&to=2018-03-27$/);
  await chip.click();
  await sheet.getByLabel("Jusqu’au").fill("2018-03-28");
  await expect(page).toHaveURL(/to=2018-03-28$/);
  await page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();
  await expect(chip).toHaveAccessibleName(/^Quand\s*:\s*2\sjours$/);
  await page.goBack();
  await expect(page).toHaveURL(/to=2018-03-27$/);
});

test("on a phone, an open sheet keeps the page behind still, and one without a choice leaves no trace", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto("/evenements?q=visite");
  await page.goto(`/evenements?edition=${ARCHIVE}`);
  await expect(cards(page).first()).toBeVisible();
  const entry = () => page.evaluate(() => (globalThis as unknown as { navigation: { currentEntry: { index: number } } }).navigation.currentEntry.index);
  const before = await entry();
  const chip = page.locator("#chip-filters");
  await chip.click();
  const sheet = page.getByRole("dialog", { name: "Filtres" });
  // The browser takes what is behind a modal dialog out of reach.
  await expect(page.locator(".sheet:modal")).toHaveAttribute("aria-modal", "true");
  await expect(page.locator("html")).toHaveCSS("overflow-y", "hidden");
  expect(await entry()).toBe(before + 1);
  const close = sheet.getByRole("button", { name: "Fermer" });
  const { height } = (await close.boundingBox()) ?? { height: 0 };
  expect(height).toBeGreaterThanOrEqual(44);
  await close.click();
  await expect(sheet).toBeHidden();
  await expect(chip).toBeFocused();
  await expect.poll(entry).toBe(before);
  await page.goBack();
  await expect(page).toHaveURL(/q=visite$/);
});
