import type { Page } from "@playwright/test";
import { openEdition } from "../support/api.ts";
import { chosen } from "../support/explorer.ts";
import { mailTo, stranger } from "../support/people.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";

/* A visitor gets the new events of a search by mail, without an account. */

const OFFER = "Recevoir les nouveaux événements par courriel";

/** Path of the page of the alert in a letter. */
function linkOf(letter: string): string {
  const link = letter.split(/\s+/).find((word) => word.includes("/alertes/"));
  if (!link) throw new Error(`no link in:\n${letter}`);
  return new URL(link).pathname;
}

async function request(page: Page, email: string): Promise<void> {
  await page.getByLabel("Votre adresse électronique").fill(email);
  await page.getByRole("button", { name: "Demander l’alerte" }).click();
}

test("a visitor requests, confirms and stops an alert on the list of a search", async ({ page, request: api }) => {
  const { slug } = await openEdition(api);
  const { email } = stranger();
  await page.goto(`/evenements?edition=${slug}&region=84&near=4.8357,45.764&radius=20000`);
  await expect(chosen(page)).toContainText("Auvergne-Rhône-Alpes");
  await page.getByRole("link", { name: OFFER }).click();
  await expect(page.getByRole("heading", { level: 1, name: OFFER })).toBeVisible();
  await expect(page.getByRole("main")).toContainText("Auvergne-Rhône-Alpes");
  await expect(page.getByRole("main")).toContainText(/20\skm/);
  await screen(page, "alerte");

  await request(page, "louise");
  await expect(page.getByRole("heading", { level: 1, name: "Votre alerte n’est pas enregistrée" })).toBeVisible();
  await expect(page.getByLabel("Votre adresse électronique")).toHaveValue("louise");
  await expect(page.getByLabel("Votre adresse électronique")).toHaveAccessibleDescription(/adresse électronique complète/);
  await expect(page.getByRole("main")).toContainText("Auvergne-Rhône-Alpes");
  await screen(page, "alerte-refusee");
  await request(page, email);
  await expect(page.getByRole("heading", { level: 1, name: "Un courriel vous attend" })).toBeVisible();
  await screen(page, "alerte-demandee");

  const letter = await mailTo(api, email, /Confirmez votre alerte/);
  expect(letter).toContain("Auvergne-Rhône-Alpes");
  await page.goto(linkOf(letter));
  await expect(page.getByRole("heading", { level: 1, name: "Confirmez votre alerte" })).toBeVisible();
  await screen(page, "alerte-a-confirmer");
  await page.getByRole("button", { name: "Confirmer l’alerte" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Votre alerte est active" })).toBeVisible();
  await screen(page, "alerte-active");
  await page.reload();
  await page.getByRole("button", { name: "Arrêter l’alerte" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "L’alerte est arrêtée" })).toBeVisible();
  await page.goto(linkOf(letter));
  await expect(page.getByRole("heading", { level: 1, name: "Ce lien ne mène à aucune alerte" })).toBeVisible();
  await screen(page, "alerte-inconnue");
});

test("without scripts, a visitor requests an alert from the page of a region, and declines it", async ({ request: api, browser, baseURL, extraHTTPHeaders }) => {
  const { email } = stranger();
  const bare = await browser.newContext({ javaScriptEnabled: false, baseURL, extraHTTPHeaders });
  const page = await bare.newPage();
  await page.goto("/regions/84-auvergne-rhone-alpes");
  await page.getByRole("link", { name: OFFER }).click();
  await expect(page.getByRole("main")).toContainText("Auvergne-Rhône-Alpes");
  await request(page, email);
  await expect(page.getByRole("heading", { level: 1, name: "Un courriel vous attend" })).toBeVisible();
  await page.goto(linkOf(await mailTo(api, email, /Confirmez votre alerte/)));
  await page.getByRole("button", { name: "Ne rien recevoir" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "L’alerte est arrêtée" })).toBeVisible();
  await bare.close();
});
