import type { Page } from "@playwright/test";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openEdition } from "../support/api.ts";
import { fillDeclaration, fillEvent, fillOccurrence, fillOrganiser, fillPlace, fillPublic, nextStep, saved, stepHeading, tuesday } from "../support/filing.ts";
import { account, enter } from "../support/people.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";

/*
 * The guide for organisers names these screens and shows them. The journey fails when a screen no longer has what the guide names. With
 * `GUIDE=folder`, as in `make guide`, it also takes the pictures.
 */

const SIZE = { width: 960, height: 600 };
const MAX_BYTES = 60_000;

/** Checks that the screen shows what the guide names, and takes its picture. */
async function shown(page: Page, name: string, ...names: string[]): Promise<void> {
  await test.step(`guide: ${name}`, async () => {
    for (const named of names) await expect(page.getByText(named).filter({ visible: true }).first(), `${name}: ${named}`).toBeVisible();
    if (!process.env.GUIDE) return;
    await page.evaluate(async () => {
      (document.activeElement as HTMLElement | null)?.blur();
      scrollTo(0, document.querySelector(".filing__form, main")?.getBoundingClientRect().top ?? 0);
      await document.fonts.ready;
    });
    const picture = await page.screenshot({ animations: "disabled", caret: "hide" });
    const bytes = await webp(page, picture);
    expect(bytes.length, `${name}: bytes`).toBeLessThan(MAX_BYTES);
    await writeFile(join(process.env.GUIDE, `${name}.webp`), bytes);
  });
}

/** Converts a picture, with what the browser has. */
async function webp(page: Page, png: Buffer): Promise<Buffer> {
  const data = await page.evaluate(async (source) => {
    const image = Object.assign(new Image(), { src: source });
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
    canvas.getContext("2d")?.drawImage(image, 0, 0);
    return canvas.toDataURL("image/webp", 0.75).split(",")[1] ?? "";
  }, `data:image/png;base64,${png.toString("base64")}`);
  return Buffer.from(data, "base64");
}

test("the screens have what the guide names", async ({ page, request, browser, baseURL, extraHTTPHeaders }) => {
  const person = { ...(await account(request)), name: "Louise Caron" };
  const edition = await openEdition(request);
  await page.setViewportSize(SIZE);

  await page.goto("/inscription");
  await page.getByLabel("Prénom et nom").fill(person.name);
  await page.getByLabel("Adresse électronique").fill("louise.caron@example.org");
  await shown(page, "compte", "Créer mon compte");

  await enter(page, person);
  await page.goto("/mes-evenements");
  await shown(page, "dossiers", "Mes événements", "Déposer un événement");

  await page.getByRole("button", { name: "Déposer un événement" }).click();
  await expect(stepHeading(page, 1)).toBeVisible();
  await expect(page.getByRole("link", { name: /^Mode d’emploi : déposer/ })).toHaveAttribute("href", "/mode-d-emploi");
  await fillOrganiser(page, { ...person, email: "louise.caron@example.org" });
  await saved(page);
  await shown(page, "organisateur", "Nom de l’organisation", "Personne à contacter", "Étape suivante");

  await nextStep(page, 2);
  await fillEvent(page, "Visite de la fonderie du Rhône");
  await saved(page);
  await shown(page, "evenement", "Titre", "Résumé", "Image");

  await nextStep(page, 3);
  await fillPlace(page);
  await fillOccurrence(page, tuesday(edition));
  await saved(page);
  await shown(page, "dates", "Repère sur la carte", "Dates et horaires");

  await nextStep(page, 4);
  await fillPublic(page);
  await saved(page);
  await shown(page, "public", "Gratuité", "Publics");

  await nextStep(page, 5);
  await fillDeclaration(page);
  await saved(page);
  await shown(page, "verification", "Vérifiez vos réponses", "Soumettre à la labellisation");

  await page.getByRole("button", { name: "Soumettre à la labellisation" }).click();
  await expect(page.getByRole("region", { name: "Votre dossier est déposé" })).toBeVisible();
  await shown(page, "suivi", "Votre dossier est déposé");

  // The guide itself, also without scripts.
  await page.goto("/participer");
  await page.getByRole("main").getByRole("link", { name: /^Mode d’emploi/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Mode d’emploi : déposer un événement" })).toBeVisible();
  await screen(page, "mode-d-emploi");
  const bare = await browser.newContext({ javaScriptEnabled: false, baseURL, extraHTTPHeaders });
  const served = await bare.newPage();
  await served.goto("/");
  await served.getByRole("contentinfo").getByRole("link", { name: "Mode d’emploi" }).click();
  await expect(served.getByRole("heading", { level: 2, name: /^8\. Suivre la réponse/ })).toBeVisible();
  await bare.close();
});

test("every picture of the guide is there, small, and has an alternative text", async ({ page, request }) => {
  test.skip(Boolean(process.env.GUIDE), "the pictures are being taken");
  const names = (await readdir(new URL("../../web/public/guide", import.meta.url))).filter((name) => name.endsWith(".webp"));
  await page.goto("/mode-d-emploi");
  const pictures = page.locator(".guide__picture img");
  await expect(pictures).toHaveCount(8);
  const sources = await pictures.evaluateAll((all) => all.map((one) => one.getAttribute("src") ?? ""));
  expect(sources.map((source) => source.split("/").pop()).sort()).toEqual(names.sort());
  for (const [index, source] of sources.entries()) {
    const answer = await request.get(source);
    expect(answer.headers()["content-type"], source).toBe("image/webp");
    expect((await answer.body()).length, source).toBeLessThan(MAX_BYTES);
    expect((await pictures.nth(index).getAttribute("alt"))?.length, source).toBeGreaterThan(20);
  }
});
