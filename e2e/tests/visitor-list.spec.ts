import { ARCHIVE, cards, filters, formatted, openFilter, total } from "../support/explorer.ts";
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
  const toggle = page.getByRole("button", { name: "Filtres" });
  await toggle.click();
  await openFilter(page, "Type d’événement");
  await page.getByRole("checkbox", { name: "Visite d’entreprise" }).check();
  const left = formatted(await total(page, `edition=${ARCHIVE}&kind=company_visit`)).replace(/\s/g, "\\s");
  const see = filters(page).getByRole("button", { name: new RegExp(`^Voir ${left}\\sévénements$`) });
  await expect(see).toBeInViewport({ ratio: 1 });
  await screen(page, "telephone-filtres");
  await see.click();
  await expect(toggle).toHaveAttribute("aria-expanded", "false");
  await expect(see).toBeHidden();
  await expect(page.getByRole("heading", { name: "Liste des événements" })).toBeFocused();
  await expect(cards(page).first()).toBeInViewport();
});
