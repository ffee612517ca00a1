import type { Page } from "@playwright/test";
import { daysAfter, openEdition } from "../support/api.ts";
import {
  chooseCommune, file, fillDeclaration, fillEvent, fillOccurrence, fillOrganiser, fillPlace, fillPublic, nextStep, openNew, ownTitle, saved, stepHeading, tuesday,
} from "../support/filing.ts";
import { keyTimes, manyOccurrences } from "../support/occurrences.ts";
import { account, enter } from "../support/people.ts";
import { screen } from "../support/screen.ts";
import { heightAt, print, tally } from "../support/tally.ts";
import { expect, test } from "../support/test.ts";
import { openTexts, stored } from "../support/typing.ts";

/* The length of the way: presses, fields and heights, for somebody who files a first event and for somebody who has filed before. */

const [PHONE_PX, DESK_PX] = [360, 1440];
const SUMMARY = "Une heure au pied des fours, avec celles et ceux qui y travaillent.";
const DESCRIPTION = "La coulée, le moulage et le contrôle, expliqués sur place.";

/** Rows of a long form; the benchmark of the form has more. */
const MANY = 250;

/** A picture of one pixel. */
const TILE = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==", "base64");

test("a first event is filed on a phone", async ({ page, request }) => {
  const person = await account(request);
  const edition = await openEdition(request);
  const title = ownTitle("Visite de l’aciérie");
  await page.setViewportSize({ width: PHONE_PX, height: 900 });
  await enter(page, person);
  await page.goto("/mes-evenements");
  const count = await tally(page);
  const heights: Record<string, number> = {};
  const measure = async (step: number) => {
    for (const width of [PHONE_PX, DESK_PX]) heights[`step ${step}, ${width} px`] = await heightAt(page, width);
  };
  await page.getByRole("button", { name: "Déposer un événement" }).click();
  await expect(stepHeading(page, 1)).toBeVisible();

  await expect(page.getByText("Repris de votre compte")).toBeVisible();
  await expect(page.getByLabel("Personne à contacter")).toHaveValue(person.name);
  await expect(page.getByLabel("Adresse électronique du contact")).toHaveValue(person.email);
  await page.getByLabel("Nom de l’organisation").fill("Aciérie du Forez");
  await page.getByLabel("Type d’organisation").selectOption({ index: 1 });
  await measure(1);
  await nextStep(page, 2);
  await fillEvent(page, title);
  await measure(2);
  await nextStep(page, 3);
  await fillPlace(page);
  await fillOccurrence(page, tuesday(edition));
  await measure(3);
  await nextStep(page, 4);
  await fillPublic(page);
  await measure(4);
  await screen(page, "premier-dossier-etape-4");
  await nextStep(page, 5);
  await measure(5);
  await screen(page, "premier-dossier-verification");
  await fillDeclaration(page);
  await saved(page);
  await page.getByRole("button", { name: "Soumettre à la labellisation" }).click();
  await expect(page.getByRole("region", { name: "Votre dossier est déposé" })).toBeVisible();

  const { clicks, fields } = await count();
  print("first event", { clicks, fields: fields.length, ...heights });
  expect(fields.length, fields.join(" ")).toBeLessThanOrEqual(14);
  expect(heights[`step 4, ${DESK_PX} px`], "step 4").toBeLessThanOrEqual(1_500);
  await screen(page, "premier-dossier-depose");
});

test("whoever has filed before files a one-date visit in few fields and presses", async ({ page, request }) => {
  const person = await account(request);
  const edition = await openEdition(request);
  await file(request, person, ownTitle("Visite de la fonderie"));
  const title = ownTitle("Visite du laminoir");
  await page.setViewportSize({ width: DESK_PX, height: 900 });
  await enter(page, person);
  await page.goto("/mes-evenements");
  const count = await tally(page);
  await page.getByRole("button", { name: "Déposer un événement" }).click();

  // The first step is complete.
  await expect(stepHeading(page, 2)).toBeVisible();
  await page.getByLabel("Titre", { exact: true }).fill(title);
  await page.getByLabel("Résumé").fill(SUMMARY);
  await page.getByLabel("Description", { exact: true }).fill(DESCRIPTION);
  await expect(page.getByLabel("Type d’événement")).toHaveValue("company_visit");
  await nextStep(page, 3);
  await expect(page.getByText("Repris de votre dernier dossier")).toBeVisible();
  await expect(page.getByRole("combobox", { name: "Commune" })).toHaveValue(/Villeurbanne/);
  await fillOccurrence(page, tuesday(edition));
  await screen(page, "dossier-suivant-etape-3");
  await nextStep(page, 4);
  await expect(page.getByRole("radio", { name: "Oui, gratuit" })).toBeChecked();
  await page.getByLabel("Participants attendus").fill("25");
  const height = await heightAt(page, DESK_PX);
  await nextStep(page, 5);
  await fillDeclaration(page);
  await saved(page);
  await page.getByRole("button", { name: "Soumettre à la labellisation" }).click();
  await expect(page.getByRole("region", { name: "Votre dossier est déposé" })).toBeVisible();

  const calendar = await page.getByRole("link", { name: "Ajouter l’échéance à mon agenda" }).getAttribute("href");
  const entry = decodeURIComponent(calendar?.replace(/^data:text\/calendar;charset=utf-8,/, "") ?? "").replaceAll("\r\n ", "");
  expect(entry).toMatch(/^BEGIN:VCALENDAR\r\n/);
  expect(entry).toContain(title);

  const { clicks, fields } = await count();
  print("further event", { clicks, fields: fields.length, "step 4 at 1440 px": height });
  expect(clicks, "presses").toBeLessThanOrEqual(6);
  expect(fields.length, fields.join(" ")).toBeLessThanOrEqual(9);
  expect(height, "step 4").toBeLessThanOrEqual(1_500);
});

/** Goes with the Tab key to the control with the focus on it. */
async function tabTo(page: Page, control: ReturnType<Page["locator"]>): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  await expect(control).toBeFocused();
}

test("with the keyboard alone a further event is filed, checked and corrected", async ({ page, request }) => {
  const person = await account(request);
  await file(request, person, ownTitle("Visite de la fonderie"));
  const edition = await openEdition(request);
  const title = ownTitle("Visite de la forge");
  await enter(page, person);
  await page.goto("/mes-evenements");
  const press = async (control: ReturnType<Page["locator"]>) => {
    await tabTo(page, control);
    await page.keyboard.press("Enter");
  };
  const next = page.getByRole("link", { name: "Étape suivante" });
  await press(page.getByRole("button", { name: "Déposer un événement" }));
  await expect(stepHeading(page, 2)).toBeVisible();
  await tabTo(page, page.getByLabel("Titre", { exact: true }));
  await page.keyboard.type(title);
  await tabTo(page, page.getByLabel("Résumé"));
  await page.keyboard.type(SUMMARY);
  await tabTo(page, page.getByLabel("Description", { exact: true }));
  await page.keyboard.type(DESCRIPTION);
  await press(next);
  await expect(stepHeading(page, 3)).toBeFocused();

  // The hours, then a day on the calendar.
  const row = page.getByRole("group", { name: "Séance 1" });
  await tabTo(page, row.getByLabel("Début"));
  // Where the hours of the browser have halves, the letter says which; elsewhere it is left out.
  await page.keyboard.type("1000A");
  await tabTo(page, row.getByLabel("Fin", { exact: true }));
  await page.keyboard.type("1130A");
  await press(page.locator("summary").filter({ hasText: "Choisir les jours sur un calendrier" }));
  const first = page.locator(`#jour-${edition.week.first}`);
  await tabTo(page, first);
  await page.keyboard.press("ArrowRight");
  await expect(page.locator(`#jour-${tuesday(edition)}`)).toBeFocused();
  await page.keyboard.press("Space");
  await expect(row.getByLabel("Jour")).toHaveValue(tuesday(edition));
  await expect(row.getByLabel("Début")).toHaveValue("10:00");
  await press(next);
  await expect(stepHeading(page, 4)).toBeFocused();
  await tabTo(page, page.getByLabel("Participants attendus"));
  await page.keyboard.type("25");
  await press(next);
  await expect(stepHeading(page, 5)).toBeFocused();

  await press(page.getByRole("link", { name: "Modifier : Participants attendus" }));
  await expect(page.getByLabel("Participants attendus")).toBeFocused();
  await page.keyboard.press("End");
  await page.keyboard.type("0");
  await press(page.getByRole("link", { name: "Revenir à la vérification" }));
  await expect(page.getByRole("link", { name: "Modifier : Participants attendus" })).toBeFocused();
  await expect(page.getByRole("region", { name: "Vérifiez vos réponses" })).toContainText("250");
  await tabTo(page, page.getByRole("checkbox", { name: "Je prends ces engagements" }));
  await page.keyboard.press("Space");
  await press(page.getByRole("button", { name: "Soumettre à la labellisation" }));
  await expect(page.getByRole("region", { name: "Votre dossier est déposé" })).toBeVisible();
});

test("a further date and a further site of a file are opened where they differ", async ({ page, request }) => {
  const person = await account(request);
  const edition = await openEdition(request);
  const title = ownTitle("Visite de la fonderie");
  const id = await file(request, person, title);
  await enter(page, person);
  await page.goto(`/mes-evenements/${id}`);
  await page.getByRole("button", { name: "Une autre date" }).click();
  await expect(page.getByRole("group", { name: "Séance 1" }).getByLabel("Jour")).toBeFocused();
  await expect(page.getByLabel("Nom du lieu")).toHaveValue("Fonderie du Rhône");
  await fillOccurrence(page, daysAfter(tuesday(edition), 1));
  await saved(page);

  await page.goto(`/mes-evenements/${id}`);
  await page.getByRole("button", { name: "Un autre lieu" }).click();
  await expect(page.getByLabel("Nom du lieu")).toBeFocused();
  await expect(page.getByLabel("Nom du lieu")).toHaveValue("");
  await chooseCommune(page, "venissieux", "Vénissieux");
  await page.getByRole("navigation", { name: "Étapes du dossier" }).getByRole("link", { name: "Organisateur" }).click();
  await expect(page.getByLabel("Nom de l’organisation")).toHaveValue("Fonderie du Rhône");
  await expect(page.getByLabel("Personne à contacter")).toHaveValue(person.name);
});

test("the state beside the form leads to what is missing, and prefilled answers can be emptied", async ({ page, request }) => {
  const person = await account(request);
  await file(request, person, ownTitle("Visite de la fonderie"));
  await enter(page, person);
  await page.goto("/mes-evenements");
  await page.getByRole("button", { name: "Déposer un événement" }).click();
  await expect(stepHeading(page, 2)).toBeVisible();
  const side = page.getByRole("complementary", { name: "Votre dossier" });
  await expect(side.getByRole("region", { name: "Les quatre critères du label" }).getByRole("listitem")).toHaveCount(4);
  await side.getByRole("link", { name: "Participants attendus" }).click();
  await expect(page.getByLabel("Participants attendus")).toBeFocused();
  await page.keyboard.type("40");
  await expect(side.getByRole("link", { name: "Participants attendus" })).toHaveCount(0);
  await expect(side.getByText(/^Le brouillon est enregistré depuis /)).toBeVisible();

  await page.getByRole("button", { name: "Vider ces champs" }).click();
  await expect(page.getByRole("radio", { name: "Entrée libre" })).not.toBeChecked();
  await expect(page.getByText("Repris de votre dernier dossier")).toHaveCount(0);
  await expect(side.getByRole("link", { name: "Accès", exact: true })).toBeVisible();
  await expect(page.getByLabel("Participants attendus")).toHaveValue("40");
  await screen(page, "etat-du-dossier");
});

test("what is wrong is said when a field is left, and what may go wrong beside the answer", async ({ page, request }) => {
  const person = await account(request);
  const edition = await openEdition(request);
  await enter(page, person);
  await openNew(page);
  const mail = page.getByLabel("Adresse électronique du contact");
  const siret = page.getByLabel("Numéro SIRET");
  await mail.fill("marie@");
  await expect(page.locator("#organiser-contactEmail-error")).toHaveCount(0);
  await siret.fill("123");
  await expect(page.locator("#organiser-contactEmail-error")).toBeVisible();
  await mail.focus();
  await expect(page.locator("#organiser-siret-error")).toBeVisible();
  // A field that is empty is only missing.
  await page.getByLabel("Nom de l’organisation").focus();
  await page.getByLabel("Type d’organisation").focus();
  await expect(page.locator("#organiser-name-error")).toHaveCount(0);
  await screen(page, "fautes-en-quittant");

  await fillOrganiser(page, person);
  await siret.fill("");
  await nextStep(page, 2);
  await page.getByLabel("Titre", { exact: true }).fill("VISITE DE LA FONDERIE");
  await page.getByLabel("Résumé").focus();
  await expect(page.getByText("Un titre en capitales se lit mal")).toBeVisible();
  await page.getByLabel("Titre", { exact: true }).fill(`Visite pendant la ${edition.name}`);
  await expect(page.getByText("Un titre en capitales se lit mal")).toHaveCount(0);
  await expect(page.getByText("Le nom du programme figure déjà")).toBeVisible();
  await screen(page, "conseils");

  await nextStep(page, 3);
  const row = page.getByRole("group", { name: "Séance 1" });
  await row.getByLabel("Jour").fill(tuesday(edition));
  await row.getByLabel("Début").fill("12:00");
  await row.getByLabel("Fin", { exact: true }).fill("10:00");
  await row.getByLabel("Jour").focus();
  await expect(page.locator("#occurrences-0-error")).toContainText("Séance 1");
  await nextStep(page, 4);
  await page.getByRole("checkbox", { name: /^Salariés de l’organisateur/ }).check();
  await expect(page.getByText("Un public réservé, comme les salariés")).toBeVisible();

  // Whoever files on the day before gets no answer in time.
  await page.getByRole("link", { name: "Étape précédente" }).click();
  await page.clock.setFixedTime(new Date(`${daysAfter(tuesday(edition), -1)}T09:00:00Z`));
  await row.getByLabel("Fin", { exact: true }).fill("13:00");
  await expect(page.getByText("L’événement commence avant la réponse")).toBeVisible();
});

test("an organisation is taken over by its SIRET number and a school by its UAI number, and a register that is silent blocks nothing", async ({ page, request }) => {
  const commune = await (await request.get("/api/v1/places/communes/69259")).json();
  const company = { identifier: "91000000100008", name: "Fonderie du Rhône", address: "12 rue de la Forge", postalCode: "69200", commune };
  const school = { identifier: "0750655E", name: "Lycée des Fours", address: "3 rue des Écoles", postalCode: "69200", commune };
  await page.route(/\/api\/v1\/companies\?/, (route) => {
    const asked = new URL(route.request().url()).searchParams.get("q");
    const items = [company, school].filter(({ identifier }) => identifier === asked);
    return route.fulfill({ json: { state: items.length > 0 ? "answered" : "unavailable", items } });
  });
  const person = await account(request);
  await enter(page, person);
  await openNew(page);
  const [name, number] = [page.getByLabel("Nom de l’organisation"), page.getByLabel("Numéro SIRET")];
  await name.fill("Fonderie");
  await expect(page.getByText("L’annuaire des entreprises ne répond pas")).toBeVisible();
  await number.fill(company.identifier);
  await expect(page.getByText("1 organisation proposée")).toBeVisible();
  await screen(page, "organisation-proposee");
  await page.getByRole("button", { name: `Reprendre ${company.name}` }).click();
  await expect(name).toBeFocused();
  await expect(name).toHaveValue(company.name);
  await expect(number).toHaveValue(company.identifier);

  await number.fill(school.identifier);
  await page.getByRole("button", { name: `Reprendre ${school.name}` }).click();
  await expect(name).toHaveValue(school.name);
  // A UAI number is no SIRET number.
  await expect(number).toHaveValue("");
  await nextStep(page, 2);
  await nextStep(page, 3);
  await page.getByRole("radio", { name: "Sur place", exact: true }).check();
  // The place began with the first address, and is not changed by the second.
  await expect(page.getByRole("combobox", { name: "Numéro et rue" })).toHaveValue(company.address);
  await expect(page.getByRole("combobox", { name: "Commune" })).toHaveValue(/Vénissieux/);
  await expect(page.getByLabel("Code postal")).toHaveValue("69200");
  await saved(page);
});

test("the pin stands at the proposed address as long as that is the address", async ({ page, request }) => {
  const commune = await (await request.get("/api/v1/places/communes/69259")).json();
  const position = { lon: 4.8801, lat: 45.7012 };
  const found = {
    label: "12 Rue de la République 69200 Vénissieux", address: "12 Rue de la République", postalCode: "69200", commune, position,
    precision: "house_number", score: 0.97,
  };
  await page.route(/\/places\/addresses\?/, (route) => route.fulfill({ json: { source: "geocoder", items: [found] } }));
  const form = await openTexts(page, request);
  await nextStep(page, 3);
  await page.getByRole("radio", { name: "Sur place", exact: true }).check();
  const address = page.getByRole("combobox", { name: "Numéro et rue" });
  await address.fill("12 rue de la rep");
  await page.getByRole("option", { name: /^12 Rue de la République/ }).click();
  await expect(page.getByRole("combobox", { name: "Commune" })).toHaveValue(/Vénissieux/);
  await address.fill("12 Rue de la République, bâtiment B");
  await expect.poll(() => stored(form)).toMatchObject({ place: { address: "12 Rue de la République, bâtiment B", position } });
  await address.fill("3 rue de la Coulée");
  await expect.poll(() => stored(form)).toMatchObject({ place: { address: "3 rue de la Coulée", position: commune.position } });
});

test("streets are under the pin where the platform has a map of them", async ({ page, request, baseURL }) => {
  const config = await (await request.get("/api/v1/config")).json();
  const streets = { tiles: `${baseURL}/rues/{z}/{x}/{y}.png`, attribution: "© Rues" };
  await page.route("**/api/v1/config", (route) => route.fulfill({ json: { ...config, streets } }));
  const asked: string[] = [];
  await page.route("**/rues/**", (route) => {
    asked.push(new URL(route.request().url()).pathname);
    return route.fulfill({ contentType: "image/png", body: TILE });
  });
  await openTexts(page, request);
  await nextStep(page, 3);
  await fillPlace(page);
  await page.locator("summary").filter({ hasText: "Repère sur la carte et accès" }).click();
  // The library counts its zoom for tiles of 512 pixels.
  await expect.poll(() => asked.some((path) => path.startsWith("/rues/17/"))).toBe(true);
  await expect(page.locator(".maplibregl-ctrl-attrib")).toContainText("© Rues");
});

test("occurrences are one low row each, are chosen on the calendar, and stay fluid by the hundred", async ({ page, request }) => {
  const person = await account(request);
  const edition = await openEdition(request);
  await enter(page, person);
  await openNew(page);
  await page.getByRole("navigation", { name: "Étapes du dossier" }).getByRole("link", { name: "Dates et lieu" }).click();
  await fillOccurrence(page, tuesday(edition));
  await page.getByText("Choisir les jours sur un calendrier").click();
  await expect(page.locator(`#jour-${tuesday(edition)}`)).toHaveAccessibleName(/, semaine de l’édition/);
  await expect(page.locator(`#jour-${daysAfter(edition.week.first, -1)}`)).not.toHaveAccessibleName(/semaine de l’édition/);
  await page.getByRole("button", { name: /^Ajouter chaque mercredi/ }).click();
  await page.locator(".plan tbody .plan__all:enabled").first().click();
  const rows = page.locator(".line");
  await expect.poll(() => rows.count()).toBeGreaterThanOrEqual(5);
  const before = await rows.count();
  // A second slot on the same day.
  await page.getByLabel("De", { exact: true }).fill("14:00");
  await page.getByLabel("À", { exact: true }).fill("15:00");
  await page.locator(`#jour-${tuesday(edition)}`).click();
  await expect(rows).toHaveCount(before + 1);
  await page.locator(`#jour-${tuesday(edition)}`).click();
  await expect(rows).toHaveCount(before);
  await page.locator(`#jour-${tuesday(edition)}`).click();
  await expect(rows).toHaveCount(before + 1);
  await saved(page);
  await screen(page, "seances");
  for (const width of [PHONE_PX, DESK_PX]) {
    await page.setViewportSize({ width, height: 900 });
    const heights = await rows.evaluateAll((all) => all.map((row) => row.getBoundingClientRect().height));
    print(`rows, ${width} px`, { rows: heights.length, highest: Math.max(...heights), "all together": heights.reduce((sum, height) => sum + height, 0) });
    expect(Math.max(...heights), `rows at ${width} pixels`).toBeLessThanOrEqual(56);
  }
});

test("a key in the last of many occurrences is answered and saved", async ({ page, request }) => {
  const person = await account(request);
  const edition = await openEdition(request);
  const opened = await request.post("/api/v1/session", { data: { email: person.email, password: person.password } });
  const headers = { Authorization: `Bearer ${(await opened.json()).accessToken}` };
  const occurrences = manyOccurrences(edition, MANY);
  const created = await request.post("/api/v1/events", { headers, data: { edition: edition.slug, form: { occurrences } } });
  expect(created.status(), await created.text()).toBe(201);
  await enter(page, person);
  await page.goto(`/mes-evenements/${(await created.json()).id}/modifier?etape=3`);
  const last = page.locator(`#occurrences-${MANY - 1}-capacity`);
  await last.focus();
  const times = await keyTimes(page, 15);
  const median = times[Math.floor(times.length / 2)] ?? Number.NaN;
  print(`a key in the last of ${MANY} rows`, { median: `${median.toFixed(0)} ms`, slowest: `${times.at(-1)?.toFixed(0)} ms` });
  await saved(page);
  await expect(last).toHaveValue("24");
});
