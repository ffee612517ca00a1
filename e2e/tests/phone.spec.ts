import type { APIRequestContext, Page } from "@playwright/test";
import { daysAfter, openEdition } from "../support/api.ts";
import {
  fillDeclaration, fillEvent, fillOccurrence, fillPlace, fillPublic, file, nextStep, openNew, ownTitle, saved, tuesday,
} from "../support/filing.ts";
import { mandate, organisation } from "../support/organisations.ts";
import { account, credentials, enter } from "../support/people.ts";
import { screen } from "../support/screen.ts";
import { heightAt, print, tally } from "../support/tally.ts";
import { expect, test } from "../support/test.ts";

/* Organisers with many files, who have only a phone at hand. */

const PHONE_PX = 360;

test.use({ viewport: { width: PHONE_PX, height: 740 } });

/** Waits until the list of files has one, with this title. */
async function expectOnly(page: Page, title: string): Promise<void> {
  await expect(page.getByText("1 événement", { exact: true })).toBeVisible();
  await expect(page.getByRole("article").getByRole("link", { name: title, exact: true })).toBeVisible();
}

/** Titles of the files of an organisation, as the holder of the session sees them. */
async function titlesOf(request: APIRequestContext, headers: { Authorization: string }, organisation: string): Promise<string[]> {
  const seen = await request.get(`/api/v1/events?organisation=${organisation}`, { headers });
  expect(seen.ok(), await seen.text()).toBe(true);
  const { items } = (await seen.json()) as { items: { title: string }[] };
  return items.map((item) => item.title);
}

test("on a phone, somebody with thirty files finds one and adds a further date of it", async ({ page, request }) => {
  const person = await account(request);
  const edition = await openEdition(request);
  const headers = await credentials(request, person);
  const title = ownTitle("Visite de la tannerie");
  await file(request, person, title);
  for (let number = 2; number <= 30; number += 1) {
    const created = await request.post("/api/v1/events", { headers, data: { edition: edition.slug, form: { title: `Visite de l’atelier ${number}` } } });
    expect(created.status(), await created.text()).toBe(201);
  }
  await enter(page, person);
  await page.goto("/mes-evenements");
  const table = page.getByRole("table", { name: "Vos événements" });
  const rows = table.getByRole("row").filter({ has: page.getByRole("link") });
  await expect(rows).toHaveCount(30);
  const expected = page.getByRole("region", { name: "Ce qui est attendu de vous" });
  await expect(expected.getByText("Voir 24 autres dossiers")).toBeVisible();
  print(`thirty files, ${PHONE_PX} px`, { height: await heightAt(page, PHONE_PX) });
  await screen(page, "telephone-trente-dossiers");

  const count = await tally(page);
  await page.getByLabel("État", { exact: true }).selectOption("checked");
  await expectOnly(page, title);
  await page.getByRole("article").getByRole("link", { name: title, exact: true }).click();
  await expect(page.getByRole("button", { name: "Une autre date" })).toBeVisible();
  await screen(page, "telephone-dossier");
  // The filter is in the address.
  await page.goBack();
  await expect(page).toHaveURL(/[?&]etat=checked/);
  await expectOnly(page, title);
  await page.getByRole("article").getByRole("link", { name: title, exact: true }).click();
  await page.getByRole("button", { name: "Une autre date" }).click();
  await expect(page.getByRole("group", { name: "Séance 1" }).getByLabel("Jour")).toBeFocused();
  await fillOccurrence(page, daysAfter(tuesday(edition), 1));
  await saved(page);
  const { clicks, fields } = await count();
  print(`a further date of one of thirty files, ${PHONE_PX} px`, { clicks, fields: fields.length });
  await screen(page, "telephone-autre-date");

  await page.goto("/mes-evenements");
  await expect(page.getByText("31 événements", { exact: true })).toBeVisible();
  await expect(expected.getByText("Voir 25 autres dossiers")).toBeVisible();
});

test("on a phone, a branch files for two of the companies that mandate it", async ({ page, request }) => {
  const [manager, director] = [await account(request), await account(request)];
  const edition = await openEdition(request);
  const branch = await organisation(request, manager, ownTitle("Union des métiers de la Loire"), "federation");
  const forge = await organisation(request, director, ownTitle("Forge du Gier"), "company");
  const mill = await organisation(request, director, ownTitle("Laminoir du Gier"), "company");
  await mandate(request, branch, manager, [forge, mill], director);
  const choice = (company: string) => ({ label: `${company}, pour laquelle dépose ${branch.name}` });

  await enter(page, manager);
  await page.goto(`/mes-organisations/${branch.id}`);
  await expect(page.getByRole("heading", { level: 2, name: branch.name })).toBeVisible();
  for (const { name } of [forge, mill]) {
    await expect(page.locator(".people__one").filter({ hasText: name })).toContainText("mandat accepté");
  }
  await screen(page, "telephone-mandats");

  // The first file, from the choice of the company to its submission.
  const first = ownTitle("Visite de la forge");
  await openNew(page);
  await page.goto(`${new URL(page.url()).pathname}?etape=1`);
  await page.getByLabel("Déposer au nom de").selectOption(choice(forge.name));
  await expect(page.getByLabel("Nom de l’organisation")).toHaveValue(branch.name);
  await expect(page.getByLabel("Type d’organisation")).toHaveValue("federation");
  await expect(page.locator("#organiser-onBehalfOf")).toHaveValue(forge.name);
  await saved(page);
  await screen(page, "telephone-depot-pour-une-entreprise");
  await nextStep(page, 2);
  await fillEvent(page, first);
  await nextStep(page, 3);
  await fillPlace(page);
  await fillOccurrence(page, tuesday(edition));
  await nextStep(page, 4);
  await fillPublic(page);
  await nextStep(page, 5);
  await fillDeclaration(page);
  await saved(page);
  await page.getByRole("button", { name: "Soumettre à la labellisation" }).click();
  await expect(page.getByRole("region", { name: "Votre dossier est déposé" })).toBeVisible();

  // The second begins with the answers of the first; the company is another one.
  const second = ownTitle("Visite du laminoir");
  await openNew(page);
  const form = new URL(page.url()).pathname;
  await page.goto(`${form}?etape=1`);
  await page.getByLabel("Déposer au nom de").selectOption(choice(mill.name));
  await expect(page.locator("#organiser-onBehalfOf")).toHaveValue(mill.name);
  await saved(page);
  await nextStep(page, 2);
  await page.getByLabel("Titre", { exact: true }).fill(second);
  await page.getByLabel("Résumé").focus();
  const own = await credentials(request, manager);
  await expect.poll(async () => (await titlesOf(request, own, branch.id)).sort()).toEqual([first, second].sort());

  await page.goto("/mes-evenements");
  await page.getByLabel("Dossiers", { exact: true }).selectOption({ label: branch.name });
  await expect(page.getByText("2 événements", { exact: true })).toBeVisible();
  for (const [title, company] of [[first, forge.name], [second, mill.name]] as const) {
    await expect(page.getByRole("article").filter({ hasText: title })).toContainText(company);
  }
  await screen(page, "telephone-dossiers-de-la-branche");

  // Each company sees its own file.
  const headers = await credentials(request, director);
  for (const [company, title] of [[forge, first], [mill, second]] as const) {
    expect(await titlesOf(request, headers, company.id)).toEqual([title]);
  }
});
