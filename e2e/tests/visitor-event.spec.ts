import type { Page } from "@playwright/test";
import { type EventSummary, labelled, type Listed, read } from "../support/api.ts";
import { applicationReady } from "../support/application.ts";
import { ARCHIVE } from "../support/explorer.ts";
import { file, ownTitle } from "../support/filing.ts";
import { account, label } from "../support/people.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";

type Full = EventSummary & { lifeStatus: string; occurrenceCount: number; image?: { id: string; width: number; alt: string }; position?: { lon: number; lat: number } };

/** Opens the first event of a search. */
async function open(page: Page, query: string, fits: (event: Full) => boolean = () => true): Promise<Full> {
  const { items } = await read<Listed<Full>>(page.request, `/api/v1/catalogue/events?limit=100&${query}`);
  const event = items.find(fits);
  if (!event) throw new Error(`no event answers to ${query}`);
  await page.goto(`/evenements/${event.edition}/${event.slug}`);
  return event;
}

test("the page of an event shows when, where, how to book, and events nearby", async ({ page, context, request }) => {
  const event = await open(page, `edition=${ARCHIVE}&region=84&attendance=on_site`, (event) => event.occurrenceCount > 1);
  await expect(page.getByRole("heading", { level: 1, name: event.title })).toBeVisible();
  await expect(page.getByText("Toutes les séances sont passées.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Événement labellisé" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Organisateur" })).toBeVisible();
  await expect(page.getByText("Partenaires de l’édition")).toBeVisible();

  const around = page.getByRole("region", { name: "À proximité" });
  await expect(around.getByRole("article").first()).toBeVisible();
  expect(await around.getByRole("article").count()).toBeLessThanOrEqual(3);
  await expect(around.getByRole("heading", { name: event.title, exact: true })).toHaveCount(0);
  await screen(page, "evenement-complet");

  // The server-rendered page lists the same events in the same order.
  const html = await (await request.get(`/evenements/${event.edition}/${event.slug}`)).text();
  const named = html.slice(html.indexOf("event__others"));
  const links = await around.locator(".card__link").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  expect([...named.matchAll(/class="card__link" href="([^"]+)"/g)].map(([, href]) => href)).toEqual(links);

  await page.locator(".event__ways summary").click();
  expect(await page.locator(".event__ways").getByRole("link", { name: "Fichier ICS" }).getAttribute("href")).toContain(event.id);
  await page.getByRole("article").first().getByRole("button", { name: `Favori : ${event.title}` }).first().click();
  await page.goto("/favoris");
  await expect(page.getByRole("article").filter({ hasText: event.title })).toBeVisible();

  await page.goBack();
  await applicationReady(page);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Partager" }).click();
  await expect(page.getByText("L’adresse de la page est copiée.")).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(event.slug);
});

test("the image is shown next to the title with its credits, on the server-rendered page and in the application", async ({ page, request }) => {
  const event = await open(page, `edition=${ARCHIVE}`, (event) => event.image !== undefined);
  const html = await (await request.get(`/evenements/${event.edition}/${event.slug}`)).text();
  const figure = page.getByRole("figure").filter({ hasText: "Image : Dessin de démonstration" });
  const image = figure.getByRole("img");
  await expect(image).toHaveAccessibleName(event.image?.alt ?? "");
  for (const name of ["src", "srcset", "sizes", "width", "height", "loading"]) {
    expect(html, name).toContain(`${name}="${await image.getAttribute(name)}"`);
  }
  await expect.poll(() => image.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 0)).toBe(true);
  expect(html).toContain(`<meta property="og:image" content="${new URL(`/media/${event.image?.id}/${event.image?.width}.jpg`, page.url())}">`);
  await screen(page, "evenement-image");
});

test("the life status of an event precedes its title", async ({ page }) => {
  const event = await open(page, "status=cancelled,postponed,full,rescheduled");
  const head = page.locator(".page-head");
  await expect(head).toContainText(/Annulé|Reporté|Complet|Dates modifiées/);
  const order = await head.evaluate((head, title) => (head.textContent ?? "").search(/Annulé|Reporté|Complet|Dates modifiées/) < (head.textContent ?? "").indexOf(title), event.title);
  expect(order).toBe(true);
  await screen(page, "evenement-situation");
});

test("an upcoming event shows its next occurrence first", async ({ page }) => {
  await open(page, "when=upcoming");
  await expect(page.getByRole("heading", { name: "Quand" })).toBeVisible();
  await expect(page.getByText("Toutes les séances sont passées.")).toHaveCount(0);
});

test("an event shows six of its dates and folds the others, and paper has all of them", async ({ page, request, browser, baseURL, extraHTTPHeaders }) => {
  const shown = 6;
  const occurrences = 9;
  const title = ownTitle("Visite de la corderie");
  await label(request, await file(request, await account(request), title, { occurrences }));
  await expect.poll(async () => (await labelled(request, title)).items.length).toBe(1);
  const [event] = (await labelled(request, title)).items;
  const path = `/evenements/${event?.edition}/${event?.slug}`;
  const bare = await browser.newContext({ javaScriptEnabled: false, baseURL, extraHTTPHeaders });
  const served = await bare.newPage();
  await served.goto(path);
  await page.goto(path);

  for (const one of [served, page]) {
    const dates = one.locator(".times__item");
    const fold = one.getByText(`Voir ${occurrences - shown} séances de plus`);
    await expect(dates).toHaveCount(occurrences);
    await expect(fold).toBeVisible();
    for (const [index, date] of (await dates.all()).entries()) await expect(date).toBeVisible({ visible: index < shown });

    await one.emulateMedia({ media: "print" });
    for (const date of await dates.all()) await expect(date).toBeVisible();
    await expect(fold).toBeHidden();
  }
  await bare.close();
});
