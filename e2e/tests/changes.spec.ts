import type { APIRequestContext, Page } from "@playwright/test";
import { read } from "../support/api.ts";
import { file, nextStep, ownTitle, saved, stepHeading } from "../support/filing.ts";
import { account, DEMO, enter, enterAs, label, mailTo } from "../support/people.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";

type Public = { summary: string; occurrences: { begin: string }[] };

function published(request: APIRequestContext, id: string): Promise<Public> {
  return read(request, `/api/v1/catalogue/events/${id}`);
}

function forecast(page: Page) {
  return page.getByRole("region", { name: "Ce que devient votre modification" });
}

async function openForm(page: Page, id: string): Promise<void> {
  await page.goto(`/mes-evenements/${id}`);
  await page.getByRole("link", { name: "Modifier la fiche" }).click();
  await expect(stepHeading(page, 1)).toBeVisible();
}

test("a typo is public at once, another hour after the referent has compared and accepted it", async ({ page, request, someoneElse }) => {
  const organiser = await account(request);
  const title = ownTitle("Visite de la fonderie");
  const id = await file(request, organiser, title);
  await label(request, id);
  await expect.poll(async () => (await request.get(`/api/v1/catalogue/events/${id}`)).status()).toBe(200);
  const before = await published(request, id);
  await enter(page, organiser);
  await openForm(page, id);
  await expect(forecast(page)).toContainText("Rien n’est modifié pour l’instant");

  await nextStep(page, 2);
  await page.getByLabel("Résumé").fill("Une heure et demie au pied des fours, avec celles et ceux qui y travaillent.");
  await saved(page);
  await expect(forecast(page)).toContainText("Public dès que vous publiez");
  await expect(forecast(page).getByRole("listitem")).toHaveText(["Résumé"]);
  await nextStep(page, 3);
  const line = page.getByRole("group", { name: "Séance 1" });
  await line.getByLabel("Début").fill("14:00");
  await line.getByLabel("Fin", { exact: true }).fill("15:30");
  await saved(page);
  await expect(forecast(page).getByRole("listitem")).toHaveText(["Résumé", "Dates et horaires"]);
  await expect(forecast(page)).toContainText("le public voit la fiche labellisée");
  await screen(page, "modification-etape-3");
  expect(await published(request, id)).toEqual(before);

  await nextStep(page, 4);
  await nextStep(page, 5);
  await screen(page, "modification-verification");
  await page.getByRole("button", { name: "Envoyer la modification" }).click();
  const waiting = page.getByRole("region", { name: "Votre modification attend une réponse" });
  await expect(waiting.getByRole("row", { name: /^Dates et horaires/ })).toContainText("14");
  await expect(page.getByRole("list", { name: "Avancement du dossier" })).toContainText("Modification à vérifier");
  await screen(page, "modification-en-attente");
  await expect.poll(async () => (await published(request, id)).summary).toContain("Une heure et demie");
  expect((await published(request, id)).occurrences).toEqual(before.occurrences);

  const theirs = await (await someoneElse()).newPage();
  await enterAs(theirs, DEMO.referentOfAuvergneRhoneAlpes);
  await theirs.goto(`/labellisation/${id}`);
  const recheck = theirs.getByRole("region", { name: "Modification à vérifier" });
  await expect(recheck.getByRole("row")).toHaveCount(2);
  await expect(recheck.getByRole("row", { name: /^Dates et horaires/ })).toBeVisible();
  await screen(theirs, "modification-a-verifier");
  await expect(theirs.getByRole("button", { name: "Accepter la modification" })).toBeInViewport({ ratio: 1 });
  await theirs.keyboard.press("a");
  const accepting = theirs.getByRole("dialog", { name: "Accepter la modification ?" });
  await accepting.getByLabel("Un mot à l’organisateur").fill("Bonne visite l’après-midi.");
  await screen(theirs, "accepter-la-modification");
  await accepting.getByRole("button", { name: "Accepter la modification" }).click();
  await expect(recheck).toHaveCount(0);
  await expect(theirs.getByRole("heading", { level: 1, name: title })).toBeFocused();
  await expect.poll(async () => (await published(request, id)).occurrences[0]?.begin).toContain("T14:00");
  expect(await mailTo(request, organiser.email, /^Modification acceptée/)).toContain("Bonne visite l’après-midi.");

  await page.reload();
  await expect(page.getByText("Votre événement est labellisé")).toBeVisible();
  await expect(waiting).toHaveCount(0);
  await expect(page.getByText("Modification acceptée, par le référent")).toBeVisible();
});

test("a refused change keeps what was typed; a waiting one can be taken back and given up", async ({ page, request, someoneElse }) => {
  const organiser = await account(request);
  const id = await file(request, organiser, ownTitle("Visite de la fonderie"));
  await label(request, id);
  await enter(page, organiser);
  await page.goto(`/mes-evenements/${id}/modifier?etape=3`);
  await page.getByLabel("Nom du lieu").fill("Fonderie du Rhône, halle 2");
  await saved(page);
  await page.getByRole("navigation", { name: "Étapes du dossier" }).getByRole("link", { name: "Vérification" }).click();
  await page.getByRole("button", { name: "Envoyer la modification" }).click();
  const waiting = page.getByRole("region", { name: "Votre modification attend une réponse" });
  await expect(waiting).toBeVisible();

  const theirs = await (await someoneElse()).newPage();
  await enterAs(theirs, DEMO.referentOfAuvergneRhoneAlpes);
  await theirs.goto(`/labellisation/${id}`);
  const recheck = theirs.getByRole("region", { name: "Modification à vérifier" });
  await theirs.getByRole("button", { name: "Refuser la modification" }).click();
  const refusing = theirs.getByRole("dialog", { name: "Refuser la modification ?" });
  await refusing.getByRole("button", { name: "Refuser la modification" }).click();
  await expect(refusing.getByRole("alert")).toBeFocused();
  await refusing.getByLabel("Raison du refus").fill("La halle 2 ne reçoit pas de public.");
  await screen(theirs, "refuser-la-modification");
  await refusing.getByRole("button", { name: "Refuser la modification" }).click();
  await expect(recheck).toHaveCount(0);

  await page.reload();
  await expect(page.getByText("La halle 2 ne reçoit pas de public.").first()).toBeVisible();
  await screen(page, "modification-refusee");
  await page.getByRole("link", { name: "Reprendre la modification" }).click();
  await page.getByRole("navigation", { name: "Étapes du dossier" }).getByRole("link", { name: "Dates et lieu" }).click();
  await expect(page.getByLabel("Nom du lieu")).toHaveValue("Fonderie du Rhône, halle 2");
  await page.getByLabel("Nom du lieu").fill("Fonderie du Rhône, halle 1");
  await saved(page);
  await page.getByRole("navigation", { name: "Étapes du dossier" }).getByRole("link", { name: "Vérification" }).click();
  await page.getByRole("button", { name: "Envoyer la modification" }).click();
  await page.getByRole("button", { name: "Retirer la demande" }).click();
  await expect(waiting).toHaveCount(0);
  await expect(page.getByText("Une modification est commencée")).toBeVisible();
  await page.getByRole("button", { name: "Abandonner la modification" }).click();
  const discarding = page.getByRole("dialog", { name: "Abandonner la modification ?" });
  await screen(page, "abandonner-la-modification");
  await discarding.getByRole("button", { name: "Abandonner la modification" }).click();
  await expect(page.getByText("Une modification est commencée")).toHaveCount(0);
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
});
