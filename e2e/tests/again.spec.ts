import { openEdition, read } from "../support/api.ts";
import { file, fillOccurrence, ownTitle, saved, stepHeading, tuesday } from "../support/filing.ts";
import { account, enter, enterAs, label } from "../support/people.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";

/** An organiser of the demonstration who has labelled events in the edition of 2018. */
const MEMBER = "organisation-07@example.org";

/** From 13 files on, the page shows a table. */
const EVENTS = 14;

test("past events are renewed, one and all, and stay linked", async ({ page, request }) => {
  const edition = await openEdition(request);
  await enterAs(page, MEMBER);
  await page.goto("/mes-evenements");
  const archive = page.getByRole("region", { name: "Éditions passées" });
  await archive.getByText("Semaine de l’Industrie 2018").click();
  await screen(page, "editions-passees");

  const first = archive.getByRole("listitem").filter({ has: page.getByRole("button", { name: /^Reprendre « / }) }).first();
  const title = await first.getByRole("link").first().innerText();
  await first.getByRole("button", { name: `Reprendre « ${title} » dans ${edition.name}` }).click();
  const open = archive.getByRole("link", { name: "Ouvrir le brouillon" });
  await expect(open.or(stepHeading(page, 1))).toBeVisible();
  if (await open.isVisible()) {
    await screen(page, "repris-avec-termes-supprimes");
    await open.click();
  }
  await expect(stepHeading(page, 1)).toBeVisible();
  await expect(page.getByLabel("Nom de l’organisation")).not.toHaveValue("");

  await page.goto("/mes-evenements");
  await archive.getByText("Semaine de l’Industrie 2018").click();
  const linked = archive.getByRole("listitem").filter({ hasText: title }).filter({ hasText: `Le même événement, édition ${edition.slug}` });
  await expect(linked.first()).toBeVisible();
  await archive.getByRole("button", { name: `Reprendre tous les événements labellisés dans ${edition.name}` }).click();
  await expect(archive.getByText(/1 événement était déjà repris\./)).toBeVisible();
  await screen(page, "tous-repris");
});

test("my events say what is expected, are filtered, and have a calendar of deadlines", async ({ page, request }) => {
  const organiser = await account(request);
  const title = ownTitle("Visite de la papeterie");
  await file(request, organiser, title);
  await enter(page, organiser);
  await page.goto("/mes-evenements");
  await page.getByRole("button", { name: "Déposer un événement" }).click();
  await expect(page).toHaveURL(/\/modifier/);
  await page.goto("/mes-evenements");

  const expected = page.getByRole("region", { name: "Ce qui est attendu de vous" });
  await expect(expected.getByRole("listitem")).toContainText(/Événement sans titre.*À soumettre au plus tard le/);
  const card = page.getByRole("article").filter({ hasText: title });
  await expect(card.getByRole("list", { name: "Avancement du dossier" })).toContainText("Déposé : fait");
  await page.getByRole("button", { name: "Créer l’adresse de mon calendrier" }).click();
  const address = await page.getByLabel("Adresse secrète du calendrier").inputValue();
  await screen(page, "mes-evenements-attendu");

  const calendar = await request.get(new URL(address).pathname);
  expect(calendar.headers()["content-type"]).toContain("text/calendar");
  expect((await calendar.text()).replaceAll("\r\n ", "")).toMatch(new RegExp(`SUMMARY:Réponse attendue du référent\\s: ${title}`));
  await page.getByRole("button", { name: "Supprimer l’adresse" }).click();
  await expect(page.getByRole("button", { name: "Créer l’adresse de mon calendrier" })).toBeVisible();
  expect((await request.get(new URL(address).pathname)).status()).toBe(404);

  await page.getByRole("searchbox", { name: "Titre, organisation ou lieu" }).fill(title.toUpperCase());
  await page.getByRole("button", { name: "Chercher" }).press("Enter");
  await expect(page.getByText("1 événement", { exact: true })).toBeVisible();
  await expect(page).toHaveURL(/q=/);
  await page.getByLabel("État").selectOption({ label: "Labellisés" });
  await expect(page.getByText("Aucun événement ne correspond")).toBeVisible();
  await screen(page, "mes-evenements-aucun");
});

test("somebody with more events than fit on cards finds them in a table, and what is expected first", async ({ page, request }) => {
  const organiser = await account(request);
  const edition = await openEdition(request);
  const opened = await request.post("/api/v1/session", { data: { email: organiser.email, password: organiser.password } });
  const headers = { Authorization: `Bearer ${(await opened.json()).accessToken}` };
  for (let number = 1; number <= EVENTS; number += 1) {
    const created = await request.post("/api/v1/events", { headers, data: { edition: edition.slug, form: { title: `Visite de l’atelier ${number}` } } });
    expect(created.status(), await created.text()).toBe(201);
  }
  await enter(page, organiser);
  await page.goto("/mes-evenements");
  const table = page.getByRole("table", { name: "Vos événements" });
  const rows = table.getByRole("row").filter({ has: page.getByRole("link") });
  await expect(rows).toHaveCount(EVENTS);
  const expected = page.getByRole("region", { name: "Ce qui est attendu de vous" });
  await expect(expected.locator(".expected__list").first().getByRole("listitem")).toHaveCount(5);
  await expect(expected.getByText(`Voir ${EVENTS - 5} autres dossiers`)).toBeVisible();
  await screen(page, "mes-evenements-tableau");

  await page.getByRole("searchbox", { name: "Titre, organisation ou lieu" }).fill("atelier 13");
  await page.getByRole("button", { name: "Chercher" }).click();
  await expect(page.getByText("1 événement", { exact: true })).toBeVisible();
  await expect(page.getByRole("article").getByRole("link", { name: "Visite de l’atelier 13", exact: true })).toBeVisible();
});

test("a likely duplicate is shown while typing and to the referent, and is said to be another event", async ({ page, request, someoneElse }) => {
  const organiser = await account(request);
  const title = ownTitle("Visite de la minoterie");
  const first = await file(request, organiser, title);
  await label(request, first);
  const second = await file(request, organiser, `${title} !`);
  const edition = await openEdition(request);
  await enter(page, organiser);
  await page.goto("/mes-evenements");
  await page.getByRole("article").filter({ hasText: `${title} !` }).getByRole("button", { name: /^Dupliquer/ }).click();
  await expect(stepHeading(page, 1)).toBeVisible();
  await expect(page.getByRole("region", { name: "Un dossier semblable existe peut-être déjà" })).toBeHidden();
  await page.getByRole("navigation", { name: "Étapes du dossier" }).getByRole("link", { name: "Dates et lieu" }).click();
  await fillOccurrence(page, tuesday(edition));
  await saved(page);
  const alike = page.getByRole("region", { name: "Un dossier semblable existe peut-être déjà" });
  await expect(alike.getByRole("listitem")).toHaveCount(2);
  await screen(page, "doublons-en-saisie");

  const referent = await (await someoneElse()).newPage();
  await enterAs(referent, "referent.auvergne-rhone-alpes@example.org");
  await referent.goto(`/labellisation/${second}`);
  await referent.getByRole("tab", { name: /^Dossiers semblables/ }).click();
  const seen = referent.getByRole("region", { name: "Un dossier semblable existe peut-être déjà" });
  await expect(seen.getByRole("link", { name: title, exact: true })).toHaveAttribute("href", `/labellisation/${first}`);
  await seen.getByRole("button", { name: `Ce n’est pas le même : ${title}`, exact: true }).click();
  await expect(seen.getByText("Signalé comme un autre événement.")).toBeVisible();
  await screen(referent, "doublons-referent");
  await referent.reload();
  await referent.getByRole("tab", { name: /^Dossiers semblables/ }).click();
  await expect(seen.getByText("Signalé comme un autre événement.")).toBeVisible();
  await read(request, `/api/v1/catalogue/events/${first}`);
});
