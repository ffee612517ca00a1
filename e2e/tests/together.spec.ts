import { daysAfter, openEdition } from "../support/api.ts";
import { openNew, ownTitle, saved } from "../support/filing.ts";
import { account, DEMO, enter, enterAs, linkIn, mailTo, stranger } from "../support/people.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";
import type { Page } from "@playwright/test";

/** Creates a draft with a title, and returns the address of its page. */
async function draft(page: Page, title: string): Promise<string> {
  await openNew(page);
  const form = new URL(page.url()).pathname;
  await page.goto(`${form}?etape=2`);
  await page.getByLabel("Titre", { exact: true }).fill(title);
  await saved(page);
  return form.replace("/modifier", "");
}

/** Opens a fold of the submission's page by keyboard. */
async function unfold(page: Page, name: string): Promise<void> {
  const summary = page.locator("summary", { hasText: name });
  await summary.focus();
  await summary.press("Enter");
}

async function invite(page: Page, email: string, role: string): Promise<void> {
  await page.getByLabel("Adresse électronique de la personne").fill(email);
  await page.getByRole("radio", { name: role, exact: true }).check();
  await page.getByRole("button", { name: "Envoyer l’invitation" }).click();
  await expect(page.getByText(`L’invitation est envoyée à ${email}.`)).toBeVisible();
}

test("an owner invites a colleague without an account, who signs up, edits, and takes the submission over", async ({ page, request, someoneElse }) => {
  const owner = await account(request);
  const colleague = stranger();
  const title = ownTitle("Visite de la verrerie");
  await enter(page, owner);
  const file = await draft(page, title);
  await page.goto(file);
  await unfold(page, "Qui travaille sur ce dossier");
  await expect(page.getByText("Responsable : vous")).toBeVisible();
  await page.getByRole("button", { name: "Envoyer l’invitation" }).click();
  await expect(page.locator(".field__error")).toBeVisible();
  await page.getByLabel("Adresse électronique de la personne").fill(owner.email);
  await page.getByRole("button", { name: "Envoyer l’invitation" }).click();
  await expect(page.getByText("C’est votre propre adresse")).toBeVisible();
  await invite(page, colleague.email, "Compléter le dossier");
  await expect(page.getByRole("heading", { name: "Invitations en attente" })).toBeVisible();
  await screen(page, "dossier-inviter");

  const theirs = await (await someoneElse()).newPage();
  const mail = await mailTo(request, colleague.email, /Invitation à travailler/);
  await theirs.goto(linkIn(mail, "/invitation"));
  await expect(theirs.getByText(title)).toBeVisible();
  await expect(theirs.getByText("l’invitation vous attendra")).toBeVisible();
  await screen(theirs, "invitation-sans-compte");
  await theirs.getByRole("main").getByRole("link", { name: "Créer un compte" }).click();
  await theirs.getByLabel("Prénom et nom").fill(colleague.name);
  await theirs.getByLabel("Adresse électronique").fill(colleague.email);
  await theirs.getByLabel("Choisissez un mot de passe").fill(colleague.password);
  await theirs.getByRole("button", { name: "Créer mon compte" }).click();
  await expect(theirs.getByRole("status").filter({ hasText: "Consultez votre messagerie" })).toBeVisible();
  await theirs.goto(linkIn(await mailTo(request, colleague.email, /vérifiez/), "/verification"));
  await theirs.getByRole("button", { name: "Continuer" }).click();
  await expect(theirs.getByRole("heading", { name: "On vous invite" })).toBeVisible();
  await screen(theirs, "mes-evenements-invitation");
  await theirs.getByRole("button", { name: `Accepter : ${title}` }).click();
  await expect(theirs.getByRole("heading", { level: 1, name: title })).toBeVisible();
  await expect(theirs.getByRole("button", { name: "Retirer", exact: true })).toHaveCount(0);
  await theirs.goto("/mes-evenements");
  await expect(theirs.getByText("Partagé avec vous")).toBeVisible();
  await theirs.goto(`${file}/modifier?etape=2`);
  await theirs.getByLabel("Titre", { exact: true }).fill(`${title} bis`);
  await saved(theirs);

  await page.goto("/mes-evenements");
  await expect(page.getByText("Partagé", { exact: true })).toBeVisible();
  await page.getByRole("article").getByRole("link", { name: `${title} bis`, exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: `${title} bis` })).toBeVisible();
  await unfold(page, "Qui travaille sur ce dossier");
  await invite(page, colleague.email, "Devenir responsable du dossier");
  const offer = await mailTo(request, colleague.email, /Un dossier vous est proposé/);
  await theirs.goto(linkIn(offer, "/invitation"));
  await expect(theirs.getByText("devenir responsable")).toBeVisible();
  await screen(theirs, "invitation-responsable");
  await theirs.getByRole("button", { name: /^Accepter/ }).click();
  await expect(theirs.getByRole("heading", { level: 1, name: `${title} bis` })).toBeVisible();
  await unfold(theirs, "Qui travaille sur ce dossier");
  await expect(theirs.getByText("Responsable : vous")).toBeVisible();
  await expect(theirs.getByText(/Dossier transmis à une autre personne/)).toBeVisible();

  await page.goto(file);
  await unfold(page, "Qui travaille sur ce dossier");
  await expect(page.getByText(`Responsable : ${colleague.name}`)).toBeVisible();
  await page.getByRole("button", { name: "Quitter ce dossier" }).click();
  await page.getByRole("button", { name: "Confirmer : Quitter ce dossier" }).click();
  await expect(page.getByText("Vous avez quitté ce dossier.")).toBeVisible();
  await expect(page.getByRole("link", { name: title })).toHaveCount(0);
});

test("an invitation to another address is declined, and says whom it is for", async ({ page, request, someoneElse }) => {
  const [owner, person] = [await account(request), await account(request)];
  const title = ownTitle("Visite de la tannerie");
  await enter(page, owner);
  await page.goto(await draft(page, title));
  await unfold(page, "Qui travaille sur ce dossier");
  const other = stranger();
  await invite(page, other.email, "Compléter et soumettre le dossier");
  const theirs = await (await someoneElse()).newPage();
  await enter(theirs, person);
  const link = linkIn(await mailTo(request, other.email, /Invitation/), "/invitation");
  await theirs.goto(link);
  await expect(theirs.getByText(`Cette invitation est adressée à ${other.email}.`)).toBeVisible();
  await expect(theirs.getByRole("button", { name: /^Accepter/ })).toHaveCount(0);
  await screen(theirs, "invitation-autre-adresse");
  await theirs.getByRole("button", { name: /^Décliner/ }).click();
  await expect(theirs.getByRole("heading", { level: 1, name: "Invitation" })).toBeFocused();
  await expect(theirs.getByText("Rien ne change pour vous")).toBeVisible();
  await theirs.goto(link);
  await expect(theirs.getByText("Ce lien est périmé ou a déjà servi.")).toBeVisible();
  await mailTo(request, owner.email, /Invitation déclinée/);
});

test("a secret link shows a draft to somebody without an account, until it is removed", async ({ page, request, someoneElse }) => {
  const owner = await account(request);
  const title = ownTitle("Visite de la filature");
  await enter(page, owner);
  const file = await draft(page, title);
  await page.goto(file);
  await unfold(page, "Lien de lecture");
  await page.getByRole("button", { name: "Créer un lien" }).click();
  const link = await page.getByLabel("Lien à transmettre").inputValue();
  expect(link).toMatch(/\/lecture#[\w-]{22}$/);
  await screen(page, "dossier-lien-de-lecture");

  const reader = await (await someoneElse()).newPage();
  const asked: string[] = [];
  reader.on("request", (sent) => asked.push(`${sent.url()} ${sent.headers().referer ?? ""}`));
  await reader.goto(link);
  await expect(reader.getByRole("heading", { level: 1, name: title })).toBeVisible();
  await expect(reader.locator("main")).not.toContainText(owner.email);
  const key = link.split("#")[1] ?? "none";
  expect(asked.filter((line) => line.includes(key)), "the secret is in no address that is sent").toEqual([]);
  await screen(reader, "lecture");

  await page.getByRole("button", { name: "Supprimer le lien" }).click();
  await page.getByRole("button", { name: "Confirmer : Supprimer le lien" }).click();
  await expect(page.getByText("Le lien est supprimé : il ne marche plus.")).toBeVisible();
  await reader.reload();
  await expect(reader.getByText("Ce lien est périmé ou a déjà servi.")).toBeVisible();
  await screen(reader, "lecture-perimee");
  await reader.goto("/lecture");
  await expect(reader.getByText("Ce lien est incomplet")).toBeVisible();
});

test("a referent gives a late pass and takes it back; the place for its code appears after the deadline", async ({ page, request, someoneElse }) => {
  const organiser = await account(request);
  const edition = await openEdition(request);
  await enterAs(page, DEMO.referentOfAuvergneRhoneAlpes);
  await page.goto("/labellisation");
  await page.getByRole("link", { name: "Passes de dépôt tardif" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Passes de dépôt tardif" })).toBeVisible();
  await page.getByRole("button", { name: "Donner le passe" }).click();
  await expect(page.getByText("Indiquez un jour.").first()).toBeVisible();
  await page.getByLabel("Valable jusqu’au").fill(daysAfter(new Date().toISOString().slice(0, 10), 20));
  await page.getByLabel("Adresse électronique de l’organisateur").fill(organiser.email);
  await page.getByRole("button", { name: "Donner le passe" }).click();
  const code = page.locator(".pass-code");
  await expect(code).toHaveText(/^[0-9A-F]{4}(-[0-9A-F]{4}){3}$/);
  const given = (await code.textContent()) ?? "";
  await expect(page.getByRole("listitem").filter({ hasText: organiser.email })).toContainText("Utilisable");
  await screen(page, "passes");
  const letter = await mailTo(request, organiser.email, /passe/);
  expect(letter).toContain(given);
  await page.getByRole("button", { name: `Annuler le passe pour ${organiser.email}` }).click();
  await expect(page.getByRole("listitem").filter({ hasText: organiser.email })).toContainText("Annulé");

  const theirs = await (await someoneElse()).newPage();
  await enter(theirs, organiser);
  const file = await draft(theirs, ownTitle("Visite de la fonderie"));
  await theirs.goto(file);
  await expect(theirs.getByText("À compléter").or(theirs.getByText("Votre brouillon")).first()).toBeVisible();
  await expect(theirs.getByRole("heading", { name: "Déposer après la date limite" })).toHaveCount(0);
  await theirs.clock.setFixedTime(new Date(`${daysAfter(edition.window.last, 30)}T12:00:00Z`));
  await theirs.goto(file);
  await expect(theirs.getByRole("heading", { name: "Déposer après la date limite" })).toBeVisible();
  await screen(theirs, "depot-tardif");
});
