import type { Locator } from "@playwright/test";
import { ARCHIVE, cards } from "../support/explorer.ts";
import { withoutMap } from "../support/no-map.ts";
import { expect, test } from "../support/test.ts";

const OVER = "Édition terminée.";

test("an archived edition says that it is over, and leads to the current one", async ({ page, request }) => {
  await withoutMap(page);
  await page.goto(`/evenements?edition=${ARCHIVE}`);
  await expect(page.getByText(OVER)).toBeVisible();
  const path = (await cards(page).first().locator(".card__link").getAttribute("href")) ?? "";
  // The server-rendered page says the same.
  const html = await (await request.get(`/evenements?edition=${ARCHIVE}`)).text();
  expect(html).toContain(await page.getByText(OVER).innerText());

  await page.getByRole("link", { name: "Voir l’édition en cours" }).click();
  await expect(page).toHaveURL(/\/evenements$/);
  await expect(page.getByText(OVER)).toHaveCount(0);

  await page.goto(path);
  await expect(page.getByText(OVER)).toBeVisible();
  await expect(page.locator(".page-head").getByText("Maintenu")).toHaveCount(0);
});

/** Number of lines that the window of a summary can show. */
async function lines(summary: Locator): Promise<number> {
  return summary.evaluate((element) => element.getBoundingClientRect().height / Number.parseFloat(getComputedStyle(element).lineHeight));
}

test("a summary of two lines never shows a third, whatever the picture beside it", async ({ page }) => {
  await withoutMap(page);
  await page.goto(`/evenements?edition=${ARCHIVE}`);
  await page.locator("article.card--pictured").first().getByRole("button", { name: /^Favori/ }).click();
  await page.goto("/favoris");
  const pictured = page.locator(".card--pictured .card__summary");
  await expect(pictured.first()).toBeVisible();
  for (const width of [360, 768, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    for (const summary of await pictured.all()) expect(await lines(summary), `${width} px`).toBeLessThan(2.5);
  }
});
