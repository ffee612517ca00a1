import { openEdition } from "../support/api.ts";
import { fillDeclaration, fillEvent, fillOccurrence, fillOrganiser, fillPlace, fillPublic, nextStep, openNew, ownTitle, saved, tuesday } from "../support/filing.ts";
import { account, signIn } from "../support/people.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";

test("a field of the edition is asked for one kind of event and not for another", async ({ page, request }) => {
  const person = await account(request);
  const edition = await openEdition(request);
  await signIn(page, person);
  await openNew(page);
  await fillOrganiser(page, person);
  await nextStep(page, 2);
  await fillEvent(page, ownTitle("Visite de la forge"));
  await nextStep(page, 3);
  await fillPlace(page);
  await fillOccurrence(page, tuesday(edition));
  await nextStep(page, 4);
  await fillPublic(page);
  const capacity = page.getByLabel("Nombre maximal de visiteurs par groupe");
  const step = (name: string) => page.getByRole("navigation", { name: "Étapes du dossier" }).getByRole("link", { name }).click();
  const folded = page.getByText("Précisions demandées par cette édition");

  await test.step("it is optional for a visit that everybody may join, and folded", async () => {
    await expect(capacity).toBeHidden();
    await folded.click();
    await expect(capacity).toBeVisible();
    await expect(capacity).not.toHaveAttribute("aria-required", "true");
  });

  await test.step("it is required for a visit on registration", async () => {
    await page.getByRole("radio", { name: "Sur inscription" }).check();
    const booking = page.getByRole("group", { name: "Réservation pour le public" });
    await booking.getByLabel("Adresse électronique").fill("visites@example.org");
    await expect(capacity).toBeVisible();
    await expect(capacity).toHaveAttribute("aria-required", "true");
    await capacity.fill("soixante");
    await capacity.press("Tab");
    await expect(capacity).toHaveAttribute("aria-invalid", "true");
    await capacity.fill("");
    await screen(page, "champs-de-l-edition");
    await nextStep(page, 5);
    await fillDeclaration(page);
    await saved(page);
    await page.getByRole("button", { name: "Soumettre à la labellisation" }).click();
    await page.locator(".error-summary").getByRole("link", { name: /Nombre maximal de visiteurs par groupe/ }).click();
    await expect(capacity).toBeFocused();
    await capacity.fill("12");
    await saved(page);
  });

  await test.step("it goes with the kind, and comes back with what was typed", async () => {
    await step("Événement");
    const kind = page.getByLabel("Type d’événement");
    await kind.selectOption({ label: "Exposition" });
    await saved(page);
    await step("Public et accès");
    await expect(page.getByLabel("Participants attendus")).toBeVisible();
    await expect(capacity).toHaveCount(0);
    await step("Événement");
    await kind.selectOption({ label: "Visite d’entreprise" });
    await saved(page);
    await step("Public et accès");
    await expect(capacity).toHaveValue("12");
  });

  await test.step("it is among the answers to check, and is submitted", async () => {
    await nextStep(page, 5);
    const line = page.locator(".answers__line", { hasText: "Nombre maximal de visiteurs par groupe" });
    await expect(line).toContainText("12");
    await screen(page, "champs-de-l-edition-verification");
    await page.getByRole("button", { name: "Soumettre à la labellisation" }).click();
    await expect(page.getByRole("region", { name: "Votre dossier est déposé" })).toBeVisible();
  });
});
