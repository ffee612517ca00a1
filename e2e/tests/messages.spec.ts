import type { Page } from "@playwright/test";
import { labelled } from "../support/api.ts";
import { file, ownTitle } from "../support/filing.ts";
import { account, enter, label, mailTo } from "../support/people.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";

/* A visitor writes to the organiser, who says what became of it. */

/** Opens the form for reports, and fills it in. */
async function report(page: Page, text: string): Promise<void> {
  await page.getByText("Signaler une erreur", { exact: true }).click();
  const form = page.locator("#signaler form");
  await form.getByLabel("Qu’est-ce qui ne va pas ?").selectOption({ label: "Un lien ne fonctionne pas" });
  await form.getByLabel("Votre message").fill(text);
  await form.getByRole("button", { name: "Envoyer" }).click();
}

test("a visitor asks and reports, with and without scripts, and the organiser settles both", async ({ page, request, browser, baseURL, extraHTTPHeaders }) => {
  const person = await account(request);
  const title = ownTitle("Visite de la tréfilerie");
  await label(request, await file(request, person, title));
  await expect.poll(async () => (await labelled(request, title)).items.length).toBe(1);
  const [event] = (await labelled(request, title)).items;
  const path = `/evenements/${event?.edition}/${event?.slug}`;

  // With the application: what is wrong is said at its field, and nothing typed is lost.
  await page.goto(path);
  await page.getByText("Écrire à l’organisateur", { exact: true }).click();
  const form = page.locator("#ecrire form");
  await expect(form).toContainText("Elle n’est montrée qu’à l’organisateur");
  await form.getByLabel("Votre message").fill("Peut-on venir avec une classe de trente élèves ?");
  await form.getByRole("button", { name: "Envoyer" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Votre message n’est pas envoyé" })).toBeVisible();
  await expect(page.locator("#ecrire-adresse")).toHaveAccessibleDescription(/Ce champ est obligatoire/);
  await expect(page.locator("#ecrire-texte")).toHaveValue("Peut-on venir avec une classe de trente élèves ?");
  await screen(page, "message-refuse");
  await page.locator("#ecrire-adresse").fill("louise.classe@example.org");
  await page.locator("#ecrire form").getByRole("button", { name: "Envoyer" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Votre message est envoyé" })).toBeVisible();
  await screen(page, "message-envoye");

  // Without scripts.
  const bare = await browser.newContext({ javaScriptEnabled: false, baseURL, extraHTTPHeaders });
  const served = await bare.newPage();
  await served.goto(path);
  await report(served, "Le lien vers le site de la tréfilerie ne mène nulle part.");
  await expect(served.getByRole("heading", { level: 1, name: "Votre message est envoyé" })).toBeVisible();
  expect(await served.content()).not.toContain(person.email);
  await bare.close();

  const letter = await mailTo(request, person.email, /Question d’un visiteur/);
  expect(letter).toContain("trente élèves");
  expect(letter).not.toContain("louise.classe@example.org");

  await enter(page, person);
  await page.goto(`/mes-evenements/${event?.id}`);
  const messages = page.getByRole("region", { name: "Messages des visiteurs" });
  await expect(messages.getByRole("listitem")).toHaveCount(2);
  await expect(messages.getByRole("link", { name: "Répondre à louise.classe@example.org" })).toHaveAttribute("href", "mailto:louise.classe@example.org");
  await screen(page, "messages-des-visiteurs");
  const asked = messages.getByRole("listitem").filter({ hasText: "trente élèves" });
  await asked.getByRole("button", { name: /^Répondu/ }).click();
  await expect(page.getByText("Message classé : Répondu")).toBeVisible();
  await expect(messages.getByRole("heading")).toBeFocused();
  await expect(asked.getByRole("button", { name: /^Répondu/ })).toHaveCount(0);
  const reported = messages.getByRole("listitem").filter({ hasText: "ne mène nulle part" });
  await reported.getByRole("button", { name: /^Corrigé/ }).click();
  await expect(page.getByText("Message classé : Corrigé")).toBeVisible();
  await page.reload();
  await expect(reported.getByText("Corrigé", { exact: true })).toBeVisible();
});
