import { openEdition } from "../support/api.ts";
import { account, enter } from "../support/people.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";

test("a member completes the draft that an association has prepared", async ({ page, request }) => {
  const person = await account(request);
  const edition = await openEdition(request);
  const address = `/deposer?${new URLSearchParams({
    edition: edition.slug,
    onBehalfOf: "UIMM du Rhône",
    organiserName: "Fonderie du Rhône",
    organiserKind: "company",
    kind: "Visite d’entreprise",
    title: "Visite de la fonderie",
    placeName: "Usine",
    placeAddress: "1 rue de l’Usine",
    postalCode: "69200",
    city: "Vénissieux",
    ageMin: "douze",
    "additional.visit-capacity": "25",
  })}`;

  await page.goto(address);
  await expect(page.getByRole("heading", { level: 1, name: "Déposer un événement" })).toBeVisible();
  await expect(page.getByRole("definition").filter({ hasText: "Visite d’entreprise" })).toBeVisible();
  await expect(page.getByRole("definition").filter({ hasText: "Vénissieux (69)" })).toBeVisible();
  await expect(page.getByRole("definition").filter({ hasText: /^25$/ })).toBeVisible();
  await expect(page.getByText("Valeurs écartées : 1")).toBeVisible();
  await expect(page.getByRole("heading", { name: "J’ai déjà un compte" })).toBeVisible();
  await screen(page, "prerempli-visiteur");

  await enter(page, person);
  await page.goto(address);
  await screen(page, "prerempli");
  await page.getByRole("button", { name: "Commencer mon dossier" }).click();
  await expect(page).toHaveURL(/\/mes-evenements\/[-0-9a-f]+\/modifier/);
  await expect(page.getByLabel("Nom de l’organisation")).toHaveValue("Fonderie du Rhône");
});
