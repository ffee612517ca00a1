import type { Page } from "@playwright/test";
import { type EventSummary, type Listed, read } from "../support/api.ts";
import { follow } from "../support/application.ts";
import { announced, ARCHIVE, cards, chosen, found, LABELLED_2018 } from "../support/explorer.ts";
import { expectKept } from "../support/kept.ts";
import { Network } from "../support/network.ts";
import { withoutMap } from "../support/no-map.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";

const SITE_NAME = " – Semaine de l’Industrie";
const REGION = "/regions/84-auvergne-rhone-alpes";

function heading(page: Page, name: string | RegExp) {
  return page.getByRole("heading", { level: 1, name });
}

/** Fails if the window has been loaded again since the function was called. */
async function staying(page: Page): Promise<() => Promise<void>> {
  await page.evaluate(() => document.documentElement.setAttribute("data-stays", ""));
  return () => expect(page.locator("html")).toHaveAttribute("data-stays", "");
}

test("within the application, pages to read are focused at their heading and named in the window's title", async ({ page }) => {
  await withoutMap(page);
  await page.goto(`/evenements?edition=${ARCHIVE}`);
  await expect(found(page)).toHaveText(announced(LABELLED_2018));
  const stayed = await staying(page);
  for (const [link, name] of [
    ["Accessibilité", /^Accessibilité/],
    ["Mentions légales", /^Mentions légales/],
    ["Participer", /^Participer à la Semaine de l’Industrie/],
  ] as const) {
    await page.getByRole("contentinfo").getByRole("link", { name: new RegExp(`^${link}`) }).click();
    await expect(heading(page, name)).toBeFocused();
    await expect(page).toHaveTitle(name);
  }
  await page.goBack();
  await expect(heading(page, "Mentions légales")).toBeFocused();
  await stayed();
});

test("from one event to another, the title, the focus and the star follow", async ({ page }) => {
  const { items } = await read<Listed<EventSummary>>(page.request, `/api/v1/catalogue/events?edition=${ARCHIVE}&region=84&attendance=on_site&limit=1`);
  await page.goto(`/evenements/${ARCHIVE}/${items[0]?.slug}`);
  const stayed = await staying(page);
  const next = page.getByRole("region", { name: "À proximité" }).locator(".card__link").first();
  const title = (await next.textContent()) ?? "";
  await next.click();
  await expect(heading(page, title)).toBeFocused();
  await expect(page).toHaveTitle(title + SITE_NAME);
  const star = page.locator(".event__ways").getByRole("button", { name: `Favori : ${title}` });
  await star.click();
  await expect(star).toHaveAttribute("aria-pressed", "true");
  await expect(page.locator("#contenu .later")).toHaveCount(0);
  await page.goBack();
  await expect(heading(page, items[0]?.title ?? "")).toBeFocused();
  await stayed();
});

test("the search form of the home page works within the application", async ({ page }) => {
  await page.goto("/participer");
  const stayed = await staying(page);
  await page.getByRole("banner").getByRole("link", { name: "Semaine de l’Industrie" }).click();
  await expect(heading(page, /./)).toBeFocused();
  await expect(page).toHaveTitle(/^Semaine de l’Industrie – /);
  await page.getByLabel(/Que cherchez-vous/).fill("visite");
  await page.locator("input[name=place]").fill("Lyon");
  await page.getByRole("option", { name: /^Lyon \(69\)/ }).click();
  await page.getByRole("button", { name: "Rechercher" }).click();
  await expect(page).toHaveURL(/\/evenements\?q=visite&commune=69123$/);
  await expect(found(page)).toBeVisible();
  await expect(chosen(page)).toContainText("Lyon (69)");
  await stayed();
});

test("the address bar shows the address that the server redirects to", async ({ page }) => {
  await page.goto("/participer");
  const stayed = await staying(page);
  await follow(page, "/regions/84");
  await expect(heading(page, "Auvergne-Rhône-Alpes")).toBeFocused();
  await expect(page).toHaveURL(new RegExp(`${REGION}$`));
  await page.goBack();
  await expect(page).toHaveURL(/\/participer$/);
  await expect(heading(page, /^Participer/)).toBeFocused();
  await page.goForward();
  await expect(heading(page, "Auvergne-Rhône-Alpes")).toBeFocused();
  await stayed();
});

test("within the application, unknown addresses show the server's error page", async ({ page }) => {
  await withoutMap(page);
  await page.goto(`/evenements?edition=${ARCHIVE}`);
  const stayed = await staying(page);
  await follow(page, "/nulle-part");
  await expect(heading(page, "Cette page n’existe pas")).toBeFocused();
  await follow(page, "/nulle-part/non-plus");
  await expect(heading(page, "Cette page n’existe pas")).toBeFocused();
  await follow(page, `/evenements/${ARCHIVE}/cet-evenement-n-existe-pas`);
  await expect(heading(page, "Cet événement n’existe pas")).toBeFocused();
  await expect(page.getByRole("searchbox")).toHaveValue("cet evenement n existe pas");
  await stayed();
});

test("a page of another build is loaded afresh", async ({ page }) => {
  await page.route(`**${REGION}`, async (route) => {
    if (route.request().isNavigationRequest()) return route.continue();
    const response = await route.fetch();
    const body = (await response.text()).replaceAll(/\/assets\/app-[0-9a-f]+/g, "/assets/app-000000000000");
    await route.fulfill({ response, body });
  });
  await page.goto("/participer");
  const loaded = page.waitForEvent("domcontentloaded");
  await follow(page, "/regions/84-auvergne-rhone-alpes");
  await loaded;
  await expect(page).toHaveURL(new RegExp(`${REGION}$`));
  await expect(heading(page, "Auvergne-Rhône-Alpes")).toBeVisible();
  await page.goBack();
  await expect(heading(page, /^Participer/)).toBeVisible();
});

test("opening a page to read from the list loads no more code", async ({ page }) => {
  await withoutMap(page);
  const paths: string[] = [];
  page.on("request", (request) => paths.push(new URL(request.url()).pathname));
  await page.goto(`/evenements?edition=${ARCHIVE}`);
  await expect(cards(page).first()).toBeVisible();
  expect(paths.filter((path) => path.endsWith(".wasm")).length).toBeGreaterThan(0);
  paths.length = 0;
  await cards(page).first().getByRole("link").click();
  await expect(page.getByRole("heading", { name: "Événement labellisé" })).toBeVisible();
  expect(paths.filter((path) => path.endsWith(".wasm"))).toEqual([]);
});

test.describe("with the service worker", () => {
  test.use({ serviceWorkers: "allow" });

  test("within the application, cached pages are shown when the network is slow or absent", async ({ page, baseURL, complaints }) => {
    const network = await Network.to(baseURL ?? "");
    const at = (path: string) => `${network.site}${path}`;
    const { items } = await read<Listed<EventSummary>>(page.request, "/api/v1/catalogue/events?limit=2");
    const [known, unknown] = items.map(({ edition, slug }) => `/evenements/${edition}/${slug}`);
    const title = (items[0]?.title ?? "").replace(/ (?=[:;!?»])|(?<=«) /g, "\u202f");
    await page.goto(at("/"));
    await page.evaluate(() => navigator.serviceWorker.ready);
    await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
    await page.goto(at(known ?? ""));
    await page.goto(at("/evenements"));
    await expect(cards(page).first()).toBeVisible();
    await expectKept(page, at(known ?? ""));
    const stayed = await staying(page);

    network.hold();
    await follow(page, known ?? "");
    await expect(heading(page, title)).toBeFocused();

    await network.disconnect();
    await follow(page, "/mentions-legales");
    await expect(heading(page, "Mentions légales")).toBeFocused();
    await follow(page, known ?? "");
    await expect(heading(page, title)).toBeFocused();
    await follow(page, unknown ?? "");
    await expect(page.getByRole("main").getByRole("alert")).toBeVisible();
    await screen(page, "evenement-hors-ligne-application");

    await network.reconnect();
    await page.getByRole("main").getByRole("button", { name: "Réessayer" }).click();
    await expect(page.getByRole("heading", { name: "Événement labellisé" })).toBeVisible();
    await stayed();
    // The browser reports failed requests while offline, which is expected here.
    complaints.splice(0, complaints.length, ...complaints.filter((text) => !/ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_FAILED|Failed to fetch/.test(text)));
    await network.disconnect();
  });
});
