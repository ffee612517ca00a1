import { daysAfter, openEdition } from "../support/api.ts";
import { tuesday } from "../support/filing.ts";
import { account, enter } from "../support/people.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";

const HEADER =
  "Identifiant;Nom de l’organisation;Type d’organisation;Titre;Résumé;Description;Type d’événement;Publics;Nom du lieu;Adresse;Code INSEE;Rubrique;Date de début;Heure de début;Heure de fin;Accès;Gratuité";

/** A line of a table whose columns are `HEADER`. */
function line(id: number, title: string, kind: string, day: string): string {
  return [
    id, "Fonderie du Rhône", "Entreprise", title, "Du métal liquide à la pièce finie, en une heure.", "Nous ouvrons nos ateliers aux collégiens.",
    kind, "Scolaires", "Usine", "1 rue de l’Usine", "69266", "Rubrique libre", day, "9h00", "10h30", "Entrée libre", "oui",
  ].join(";");
}

test("an organiser imports a table, sees what is wrong cell by cell, and undoes it", async ({ page, request }) => {
  const person = await account(request);
  const edition = await openEdition(request);
  const day = tuesday(edition);
  const table = [
    HEADER, line(1, "Visite de la fonderie", "Visite d’entreprise", day), line(2, "Visite des fours", "Goûter", day),
    line(3, "Visite des quais", "Visite d’entreprise", daysAfter(day, 400)), line(4, "Visite du laboratoire", "Visite d’entreprise", day), "",
  ].join("\r\n");
  await enter(page, person);
  await page.goto("/mes-evenements");
  await page.getByRole("link", { name: "Importer un tableau" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Importer un tableau" })).toBeVisible();
  await screen(page, "import-vide");

  const file = page.getByLabel("Tableau (CSV, XLSX) ou agenda (ICS)");
  await file.setInputFiles({ name: "visites.csv", mimeType: "text/csv", buffer: Buffer.from(table) });
  await expect(page.getByRole("heading", { name: "Tableau « visites.csv »" })).toBeVisible();
  await expect(page.getByText("2 nouveaux brouillons")).toBeVisible();
  const faults = page.getByRole("region", { name: "Cellules à corriger" });
  await expect(faults.getByRole("row", { name: /^G3 Goûter Type d’événement/ })).toBeVisible();
  await expect(faults.getByRole("row", { name: /^M4 / })).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: "Participants attendus" })).toContainText("2 lignes");
  await screen(page, "import-apercu");

  await page.getByText("Colonnes reconnues").click();
  await expect(page.getByLabel("Colonne L")).toHaveValue("");
  await page.getByLabel("Colonne L").selectOption({ label: "Précisions sur l’accès" });
  const readAgain = page.waitForResponse((response) => response.url().endsWith("/columns"));
  await page.getByRole("button", { name: "Relire avec ces colonnes" }).click();
  await readAgain;
  await expect(page.getByLabel("Colonne L")).toHaveValue("conditions");
  const take = page.getByRole("button", { name: "Importer 2 événements" });
  await expect(take).not.toHaveAttribute("aria-busy");
  await take.click();
  await expect(page.getByText("L’import est terminé")).toBeVisible();
  await screen(page, "import-fait");
  await page.getByRole("main").getByRole("link", { name: "Mes événements" }).click();
  await expect(page.getByRole("article").getByRole("link", { name: "Visite du laboratoire", exact: true })).toBeVisible();

  await page.getByRole("link", { name: "Importer un tableau" }).click();
  await page.getByRole("button", { name: "visites.csv" }).click();
  await page.getByRole("button", { name: "Annuler cet import" }).click();
  await expect(page.getByText("L’import est annulé")).toBeVisible();
  await page.goto("/mes-evenements");
  await expect(page.getByRole("link", { name: "Importer un tableau" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Visite du laboratoire", exact: true })).toHaveCount(0);
});

test("the template of the edition is downloaded, and a file that is no table is refused", async ({ page, request }) => {
  await enter(page, await account(request));
  await page.goto("/mes-evenements/importer");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Télécharger le modèle" }).click();
  expect((await download).suggestedFilename()).toBe("modele.xlsx");

  const file = page.getByLabel("Tableau (CSV, XLSX) ou agenda (ICS)");
  await file.setInputFiles({ name: "photo.png", mimeType: "image/png", buffer: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 1]) });
  await expect(page.getByRole("region", { name: "Tableau « photo.png »" })).toContainText("Ce fichier n’est ni un CSV ni un XLSX");
  await screen(page, "import-illisible");
});
