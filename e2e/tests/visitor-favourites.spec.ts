import { ARCHIVE, cards } from "../support/explorer.ts";
import { withoutMap } from "../support/no-map.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";

const KEY = "semaine.favourites";

test("a favourite is stored on the device for every tab, and can be exported and shared", async ({ page, context }) => {
  await withoutMap(context);
  await page.goto("/favoris");
  await expect(page.getByText("Aucun favori pour le moment")).toBeVisible();
  await screen(page, "favoris-vide");

  await page.goto(`/evenements?edition=${ARCHIVE}`);
  const card = cards(page).first();
  const title = (await card.getByRole("link").textContent()) ?? "";
  const star = card.getByRole("button", { name: `Favori : ${title}` });
  await expect(star).toHaveAttribute("aria-pressed", "false");
  await star.focus();
  await page.keyboard.press("Space");
  await expect(star).toHaveAttribute("aria-pressed", "true");
  const kept = await page.evaluate((key) => JSON.parse(localStorage.getItem(key) ?? ""), KEY);
  expect(kept).toMatchObject({ version: 1, events: [{ event: { title: expect.any(String) } }] });

  const tab = await context.newPage();
  await tab.goto("/favoris");
  await expect(tab.getByText("1 événement gardé")).toBeVisible();
  await cards(page).nth(1).getByRole("button", { name: /^Favori/ }).click();
  await expect(tab.getByText("2 événements gardés")).toBeVisible();
  await expect(tab.getByRole("article")).toHaveCount(2);
  await screen(tab, "favoris");

  const ids = (await tab.evaluate((key) => JSON.parse(localStorage.getItem(key) ?? "").events, KEY)).map((one: { id: string }) => one.id);
  const calendar = await tab.getByRole("link", { name: "Ajouter à votre agenda (ICS)" }).getAttribute("href");
  for (const id of ids) expect(calendar).toContain(id);
  await tab.getByRole("link", { name: "Voir la sélection sur la carte" }).click();
  await expect(tab).toHaveURL(/\/evenements\?id=/);
  await expect(cards(tab)).toHaveCount(2);
  await expect(tab.getByRole("list", { name: "Filtres actifs" })).toContainText("Sélection de 2 événements");
  await tab.close();

  await page.goto("/favoris");
  await page.getByRole("article").first().getByRole("button", { name: /^Favori/ }).click();
  await expect(page.getByText("1 événement gardé")).toBeVisible();
  await expect(page.getByRole("article")).toHaveCount(2);
  await page.reload();
  await expect(page.getByRole("article")).toHaveCount(1);
});

test("favourites are available offline, and one that is no longer public is listed as such", async ({ page, context, complaints }) => {
  await withoutMap(page);
  await page.goto(`/evenements?edition=${ARCHIVE}`);
  const card = cards(page).first();
  const title = (await card.getByRole("link").textContent()) ?? "";
  await card.getByRole("button", { name: /^Favori/ }).click();
  await page.evaluate((key) => {
    const kept = JSON.parse(localStorage.getItem(key) ?? "");
    const [one] = kept.events;
    const id = "01958f5e-0000-7000-8000-000000000001";
    kept.events.push({ id, kind: one.kind, event: { ...one.event, id, title: "Atelier disparu" } });
    localStorage.setItem(key, JSON.stringify(kept));
  }, KEY);
  await page.goto("/favoris");
  await expect(page.getByRole("article").filter({ hasText: title })).toBeVisible();
  const gone = page.getByRole("article").filter({ hasText: "Atelier disparu" });
  await expect(gone).toContainText("Cet événement n’est plus public");
  await screen(page, "favoris-disparu");

  // Goes offline while the application is open.
  await page.getByRole("banner").getByRole("link", { name: "Événements", exact: true }).click();
  await expect(cards(page).first()).toBeVisible();
  await page.route("**/api/v1/catalogue/events?**", (route) => route.abort());
  await context.setOffline(true);
  await page.getByRole("banner").getByRole("link", { name: "Favoris" }).click();
  await expect(page.getByText("Voici vos favoris tels qu’ils ont été gardés")).toBeVisible();
  await expect(page.getByRole("article").filter({ hasText: title })).toBeVisible();
  await screen(page, "favoris-hors-ligne");
  await context.setOffline(false);
  await page.unroute("**/api/v1/catalogue/events?**");
  await page.getByRole("button", { name: "Réessayer" }).click();
  await gone.getByRole("button", { name: "Retirer de vos favoris" }).click();
  await expect(page.getByText("1 événement gardé")).toBeVisible();
  // The browser must report nothing but being offline.
  expect(complaints.filter((text) => !/ERR_FAILED|ERR_INTERNET_DISCONNECTED|Failed to fetch/.test(text))).toEqual([]);
  complaints.length = 0;
});

test("where the browser refuses storage, several favourites are kept until the page is left, and each can be removed", async ({ page }) => {
  await withoutMap(page);
  await page.addInitScript(() => {
    Object.defineProperty(globalThis, "localStorage", { get: () => { throw new DOMException("blocked", "SecurityError"); } });
  });
  await page.goto(`/evenements?edition=${ARCHIVE}`);
  const star = (nth: number) => cards(page).nth(nth).getByRole("button", { name: /^Favori/ });
  await star(0).click();
  await star(1).click();
  await expect(star(0)).toHaveAttribute("aria-pressed", "true");
  await expect(star(1)).toHaveAttribute("aria-pressed", "true");
  await star(0).click();
  await expect(star(0)).toHaveAttribute("aria-pressed", "false");
  await expect(star(1)).toHaveAttribute("aria-pressed", "true");
});
