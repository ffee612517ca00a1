import { file, ownTitle, pick } from "../support/filing.ts";
import { account, DEMO, enterAs } from "../support/people.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";

/** A commune that no other journey files in: what is routed here concerns this journey only. */
const COMMUNE = { typed: "montluçon", name: "Montluçon", insee: "03185" };

test("the coordination shares the review: a group with its members and rules, where a file would go, and a referent takes it over", async ({
  page,
  request,
  someoneElse,
}) => {
  const name = ownTitle("Groupe");
  await enterAs(page, DEMO.coordinator);
  await page.goto("/groupes");
  await expect(page.getByRole("heading", { level: 1, name: "Groupes de référents" })).toBeVisible();
  await page.getByText("Créer un groupe", { exact: true }).click();
  await page.getByLabel("Nom du groupe").fill(name);
  await page.getByRole("button", { name: "Créer le groupe" }).click();
  await expect(page.getByRole("heading", { level: 2, name })).toBeVisible();

  // A list with a line that is no address: the rest is taken.
  await page.getByText("Ajouter des membres", { exact: true }).click();
  await page.getByLabel("Adresses électroniques des référents").fill(`${DEMO.referentOfAuvergneRhoneAlpes}\nsans-arobase`);
  await page.getByRole("button", { name: "Ajouter ces membres" }).click();
  await expect(page.getByText("1 ajout, 0 déjà là, 1 ligne refusée")).toBeVisible();
  await expect(page.getByText(/^Ligne 2, «\s*sans-arobase\s*»/)).toBeVisible();
  await page.getByRole("button", { name: "Voir la liste à jour" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: /\d dossiers? à examiner/ })).toBeVisible();

  // A rule by the name of its place, with the keyboard; what it would move is seen before it is stored.
  await page.getByText("Ajouter une règle", { exact: true }).click();
  await pick(page, page.getByRole("combobox", { name: "Lieu" }), COMMUNE.typed, new RegExp(COMMUNE.insee));
  await page.getByRole("button", { name: "Ajouter cette règle" }).click();
  await expect(page.getByText("Ces règles ne sont pas encore enregistrées.")).toBeVisible();
  await page.getByRole("button", { name: "Voir ce qui changerait" }).click();
  await expect(page.getByText(/dossiers? change(nt)? de groupe/)).toBeVisible();
  await screen(page, "groupe");
  await page.getByRole("button", { name: "Enregistrer les règles" }).click();
  await expect(page.getByText("Ces règles ne sont pas encore enregistrées.")).toBeHidden();
  await expect(page.getByText(/Commune\s: Montluçon\s\(03\)/)).toBeVisible();
  const group = new URL(page.url()).pathname;

  // Where would this go?
  await page.goto("/groupes");
  await pick(page, page.getByRole("combobox", { name: "Commune" }), COMMUNE.typed, new RegExp(COMMUNE.insee));
  await page.getByRole("button", { name: "Chercher son groupe" }).click();
  await expect(page.getByText(new RegExp(`^${name}\\s: par la règle`))).toBeVisible();
  await screen(page, "groupes");

  // The referent has the file, and finds it among the own ones.
  const organiser = await account(request);
  const title = ownTitle("Coulée");
  const id = await file(request, organiser, title, { commune: COMMUNE.name });
  const theirs = await (await someoneElse()).newPage();
  await enterAs(theirs, DEMO.referentOfAuvergneRhoneAlpes);
  await theirs.goto(`/labellisation?share=mine&columns=title,group,assignee&q=${encodeURIComponent(title)}`);
  const row = theirs.getByRole("row").filter({ hasText: title });
  await expect(row).toContainText(name);
  await theirs.goto(`/labellisation/${id}`);
  await expect(theirs.getByText(`Attribué à vous · ${name}`).first()).toBeVisible();

  // The coordination takes it over.
  await page.goto(`/labellisation/${id}`);
  await page.getByRole("button", { name: "Prendre ce dossier" }).click();
  await expect(page.getByText(`Attribué à vous · ${name}`).first()).toBeVisible();
  await theirs.reload();
  await expect(theirs.getByText(/^Attribué à (?!vous)/).first()).toBeVisible();

  // The group goes; its files are everyone's again.
  await page.goto(group);
  await page.getByText("Nom et suppression du groupe", { exact: true }).click();
  const remove = page.getByRole("button", { name: /Supprimer le groupe/ });
  await remove.click();
  await remove.click();
  await expect(page).toHaveURL(/\/groupes$/);
  await page.goto(`/labellisation/${id}`);
  await expect(page.getByText(name)).toBeHidden();
});

test("a referent notes an absence, and declares a conflict of interest that hides a file", async ({ page, request }) => {
  const organiser = await account(request);
  const title = ownTitle("Brasage");
  const id = await file(request, organiser, title);
  await enterAs(page, DEMO.referentOfAuvergneRhoneAlpes);
  await page.goto("/groupes");
  await page.getByLabel("Premier jour").fill("2030-02-05");
  await page.getByLabel("Dernier jour").fill("2030-02-01");
  await page.getByRole("button", { name: "Noter cette absence" }).click();
  await expect(page.locator(".field__error").first()).toBeVisible();
  await page.getByLabel("Dernier jour").fill("2030-02-09");
  await page.getByRole("button", { name: "Noter cette absence" }).click();
  const absence = page.getByRole("listitem").filter({ hasText: "2030" });
  await expect(absence).toBeVisible();
  await absence.getByRole("button").click();
  await absence.getByRole("button").click();
  await expect(absence).toBeHidden();

  await page.goto(`/labellisation/${id}`);
  await page.getByText("Groupe et attribution", { exact: true }).click();
  const declare = page.getByRole("button", { name: /conflit d’intérêts avec la personne/ });
  await declare.click();
  await declare.click();
  await expect(page).toHaveURL(/\/labellisation(\?|$)/);
  await page.goto(`/labellisation/${id}`);
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeHidden();

  await page.goto("/groupes");
  const conflict = page.getByRole("listitem").filter({ hasText: organiser.name }).first();
  await conflict.getByRole("button").click();
  const withdrawn = page.waitForResponse((answer) => answer.request().method() === "DELETE" && /conflicts\/[^/]+$/.test(answer.url()));
  await conflict.getByRole("button").click();
  expect((await withdrawn).ok()).toBe(true);
  await page.goto(`/labellisation/${id}`);
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
});
