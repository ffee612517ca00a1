import type { Page } from "@playwright/test";
import { file, ownTitle } from "../support/filing.ts";
import { account, DEMO, enter, enterAs, linkIn, mailTo, stranger } from "../support/people.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";
import { endSession } from "../support/typing.ts";

/* Organiser and referent exchange messages with an attachment, a note stays hidden, and an expert gives an opinion. */

const PDF = Buffer.from("%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n");
const NOTE = "Vérifier l’âge des élèves avec l’inspection.";

function conversation(page: Page) {
  return page.getByRole("region", { name: /^Messages avec/ });
}

test("organiser and referent exchange messages with an attachment, and a note stays with the referents", async ({ page, request, someoneElse }) => {
  const person = await account(request);
  const title = ownTitle("Visite de la verrerie");
  const id = await file(request, person, title);
  await enter(page, person);
  await page.goto(`/mes-evenements/${id}`);
  const own = conversation(page);
  await expect(own).toContainText("Aucun message");

  // What is wrong is said at its field, and nothing typed is lost.
  const text = own.getByLabel("Votre message");
  await text.fill("Une page de texte. ".repeat(15_000));
  await own.getByRole("button", { name: "Envoyer le message" }).click();
  await expect(text).toHaveAccessibleDescription(/5\s000/);
  expect((await text.inputValue()).length).toBeGreaterThan(280_000);
  const chooser = own.getByLabel("Joindre un fichier");
  await chooser.setInputFiles({ name: "plan.pdf", mimeType: "application/pdf", buffer: Buffer.from("<script>alert(1)</script>") });
  await expect(chooser).toHaveAccessibleDescription(/n’est pas celui que son nom annonce/);
  await chooser.setInputFiles({ name: "plan.pdf", mimeType: "application/pdf", buffer: PDF });
  await expect(own.getByRole("button", { name: "Retirer plan.pdf" })).toBeVisible();
  await text.fill("Faut-il prévoir des casques ? Voici le plan.");
  await screen(page, "message-au-referent");
  await own.getByRole("button", { name: "Envoyer le message" }).click();
  await expect(page.getByText("Le message est envoyé.")).toBeVisible();
  await expect(text).toHaveValue("");
  await expect(text).toBeFocused();
  await expect(own.getByRole("listitem").filter({ hasText: "Faut-il prévoir des casques" })).toContainText("Pas encore lu");

  // The queue knows that there is a message, and its file opens at the conversation.
  const desk = await (await someoneElse()).newPage();
  await enterAs(desk, DEMO.referentOfAuvergneRhoneAlpes);
  await desk.goto(`/labellisation?unread=true&q=${encodeURIComponent(title)}`);
  await expect(desk.getByRole("link", { name: title, exact: true })).toBeVisible();
  await desk.goto(`/labellisation/${id}#conversation`);
  await expect(desk.getByRole("tab", { name: "Messages (1 à lire)" })).toHaveAttribute("aria-selected", "true");
  const theirs = conversation(desk);
  const asked = theirs.getByRole("listitem").filter({ hasText: "Faut-il prévoir des casques" });
  await expect(asked).toContainText(person.name);
  const download = desk.waitForEvent("download");
  await asked.getByRole("button", { name: "Télécharger plan.pdf" }).click();
  expect((await download).suggestedFilename()).toBe("plan.pdf");
  await theirs.getByLabel("Votre message").fill("Oui, et des chaussures fermées.");
  await desk.getByRole("tab", { name: "Notes internes" }).click();
  await desk.getByRole("textbox", { name: "Nouvelle note interne" }).fill(NOTE);
  await desk.getByRole("button", { name: "Ajouter la note" }).click();
  await expect(desk.getByText("La note est ajoutée.")).toBeVisible();
  await screen(desk, "bureau-notes");
  // The words of the message have waited in the other tab.
  await desk.getByRole("tab", { name: /^Messages/ }).click();
  await expect(theirs.getByLabel("Votre message")).toHaveValue("Oui, et des chaussures fermées.");
  await theirs.getByRole("button", { name: "Envoyer le message" }).click();
  await expect(desk.getByText("Le message est envoyé.")).toBeVisible();
  await screen(desk, "bureau-messages");

  await page.goto("/mes-evenements");
  await page.getByRole("link", { name: "1 message à lire" }).click();
  await expect(own.getByRole("heading", { name: "Messages avec votre référent" })).toBeFocused();
  await expect(own).toContainText("des chaussures fermées");
  await expect(own.getByRole("listitem").filter({ hasText: "Faut-il prévoir des casques" })).toContainText("Lu");
  await expect(page.locator("main")).not.toContainText(NOTE);
  await screen(page, "messages-du-referent");
});

test("a message that the end of the session refuses waits for the password, and is sent once", async ({ page, context, request }) => {
  const person = await account(request);
  const id = await file(request, person, ownTitle("Visite de la scierie"));
  await enter(page, person);
  await page.goto(`/mes-evenements/${id}`);
  const own = conversation(page);
  const text = own.getByLabel("Votre message");
  await text.fill("Le parking est-il ouvert ?");
  const restore = await endSession(page, context, /\/events\/[^/]+\/conversation$/);
  await own.getByRole("button", { name: "Envoyer le message" }).click();

  const dialog = page.getByRole("dialog", { name: "Votre session est terminée" });
  await expect(dialog).toBeVisible();
  await expect(own.getByText("Votre envoi partira")).toBeVisible();
  await expect(own.getByRole("alert")).toHaveCount(0);
  await expect(text).toHaveValue("Le parking est-il ouvert ?");
  await screen(page, "message-session-terminee");
  await restore();
  await dialog.getByLabel("Mot de passe", { exact: true }).fill(person.password);
  await dialog.getByRole("button", { name: "Se connecter" }).click();

  await expect(page.getByText("Le message est envoyé.")).toBeVisible();
  await expect(dialog).toBeHidden();
  await expect(text).toHaveValue("");
  await expect(own.getByRole("listitem").filter({ hasText: "Le parking est-il ouvert" })).toHaveCount(1);
  await expect(own.getByText("Votre envoi partira")).toBeHidden();
});

test("a file that the end of the session refuses waits for the password, and goes with its message", async ({ page, context, request }) => {
  const person = await account(request);
  const id = await file(request, person, ownTitle("Visite de la tannerie"));
  await enter(page, person);
  await page.goto(`/mes-evenements/${id}`);
  const own = conversation(page);
  await own.getByLabel("Votre message").fill("Voici où se garer.");
  const restore = await endSession(page, context, /\/events\/[^/]+\/attachments\?/);
  await own.getByLabel("Joindre un fichier").setInputFiles({ name: "plan.pdf", mimeType: "application/pdf", buffer: PDF });

  const dialog = page.getByRole("dialog", { name: "Votre session est terminée" });
  await expect(dialog).toBeVisible();
  await expect(own.getByText("plan.pdf sera joint")).toBeVisible();
  await own.getByRole("button", { name: "Envoyer le message" }).press("Enter");
  await expect(own.getByText("Votre envoi partira")).toBeVisible();
  await restore();
  await dialog.getByLabel("Mot de passe", { exact: true }).fill(person.password);
  await dialog.getByRole("button", { name: "Se connecter" }).click();

  await expect(page.getByText("Le message est envoyé.")).toBeVisible();
  await expect(dialog).toBeHidden();
  const sent = own.getByRole("listitem").filter({ hasText: "Voici où se garer." });
  await expect(sent).toHaveCount(1);
  await expect(sent.getByRole("button", { name: "Télécharger plan.pdf" })).toHaveCount(1);
  await expect(own.getByText("plan.pdf sera joint")).toBeHidden();
});

test("an expert without an account gives an opinion, until the link is revoked", async ({ page, request, someoneElse }) => {
  const person = await account(request);
  const title = ownTitle("Visite de la brasserie");
  const id = await file(request, person, title);
  const { email } = stranger();
  await enterAs(page, DEMO.referentOfAuvergneRhoneAlpes);
  await page.goto(`/labellisation/${id}`);
  await page.getByRole("tab", { name: "Avis" }).click();
  await page.getByText("Demander un avis", { exact: true }).click();
  const form = page.getByRole("form", { name: "Demander un avis" });
  await form.getByRole("button", { name: "Envoyer la demande d’avis" }).click();
  await expect(form.getByLabel("Nom de l’expert")).toHaveAccessibleDescription(/./);
  await form.getByLabel("Nom de l’expert").fill("Anne Laurent");
  await form.getByLabel("Adresse électronique de l’expert").fill(email);
  await form.getByLabel("Votre question").fill("La visite montre-t-elle un métier de l’industrie ?");
  await form.getByRole("button", { name: "Envoyer la demande d’avis" }).click();
  await expect(page.getByText("La demande d’avis est envoyée.")).toBeVisible();
  await screen(page, "bureau-avis");

  const link = linkIn(await mailTo(request, email, /Votre avis est demandé/), "/avis");
  const expert = await (await someoneElse()).newPage();
  const sent: string[] = [];
  expert.on("request", (one) => sent.push(`${one.url()} ${one.headers().referer ?? ""}`));
  await expert.goto(link);
  await expect(expert.getByRole("heading", { level: 1, name: title })).toBeVisible();
  await expect(expert.locator("main")).not.toContainText(person.email);
  await expect(expert.locator("main")).not.toContainText(person.name);
  await expert.getByRole("button", { name: "Enregistrer mon avis" }).click();
  await expect(expert.getByLabel("Vos raisons")).toHaveAccessibleDescription(/Ce champ est obligatoire/);
  // The summary names the fields as the form does, leads to them, and forgets what is corrected without taking the focus.
  const summary = expert.getByRole("alert").filter({ hasText: "2 points sont à corriger" });
  await expect(summary).toBeFocused();
  await screen(expert, "avis-d-expert-a-corriger");
  await summary.getByRole("link", { name: /^Vos raisons\s: Ce champ est obligatoire/ }).click();
  await expect(expert.getByLabel("Vos raisons")).toBeFocused();
  await expert.getByRole("link", { name: /^Faut-il labelliser cet événement\s\? Choisissez une réponse/ }).click();
  await expect(expert.getByRole("group", { name: /^Faut-il labelliser/ })).toBeFocused();
  await expert.getByLabel("Réservé").check();
  await expect(expert.getByRole("alert").filter({ hasText: "Un point est à corriger" })).toBeVisible();
  await expect(expert.getByLabel("Réservé")).toBeFocused();
  await expert.getByLabel("Vos raisons").fill("Plutôt un salon de dégustation qu’un atelier.");
  await expect(expert.getByRole("alert").filter({ hasText: "à corriger" })).toHaveCount(0);
  await expect(expert.getByLabel("Vos raisons")).not.toHaveAccessibleDescription(/obligatoire/);
  await screen(expert, "avis-d-expert");
  await expert.getByRole("button", { name: "Enregistrer mon avis" }).click();
  await expect(expert.locator("#avis-enregistre")).toBeFocused();
  await expert.reload();
  await expect(expert.getByLabel("Réservé")).toBeChecked();
  const key = link.split("#")[1] ?? "none";
  expect(sent.filter((line) => line.includes(key)), "the secret is in no address that is sent").toEqual([]);

  await mailTo(request, DEMO.referentOfAuvergneRhoneAlpes, /Avis reçu/);
  await page.goto(`/labellisation/${id}#avis`);
  await page.reload();
  const opinions = page.getByRole("region", { name: "Avis d’experts" });
  await expect(opinions).toContainText("Plutôt un salon de dégustation");
  await page.getByRole("button", { name: "Retirer le lien de Anne Laurent" }).click();
  await expect(page.getByText("Le lien est retiré")).toBeVisible();
  await expert.reload();
  await expect(expert.getByText("Ce lien n’est plus valable")).toBeVisible();
  await screen(expert, "avis-clos");
  await expert.goto("/avis");
  await expert.reload();
  await expect(expert.getByText("Ce lien est incomplet")).toBeVisible();
});
