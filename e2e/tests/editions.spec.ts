import { daysAfter, type Edition, openEdition, read } from "../support/api.ts";
import { managed, newEdition } from "../support/editions.ts";
import { completeDraft, file, ownTitle } from "../support/filing.ts";
import { account, credentials, DEMO, enter, enterAs, signInAs } from "../support/people.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";
import type { Locator, Page } from "@playwright/test";

/** Unfolds a section of the form. */
async function unfold(page: Page, title: string): Promise<void> {
  await page.locator("summary").filter({ hasText: title }).first().click();
}

/** A section of the form. */
function section(page: Page, title: string): Locator {
  return page.locator("details").filter({ has: page.locator("summary").getByText(title, { exact: true }) });
}

/** Adds an item to the first list of a section, and returns it. */
async function add(within: Locator, button: string): Promise<Locator> {
  await within.getByRole("button", { name: button }).first().click();
  const id = await within.locator("li.edition-item:focus").getAttribute("id");
  return within.locator(`#${id}`);
}

/** Looks at what saving would do. */
async function look(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Vérifier les modifications" }).click();
}

async function saved(page: Page): Promise<void> {
  await expect(page.getByText("Tout est enregistré.")).toBeVisible();
}

test("an administrator makes the next edition from the last one, and sees which files a window shuts out", async ({ page, request }) => {
  const current = await openEdition(request);
  const slug = `edition-${process.pid}-${Date.now().toString(36)}`;
  // Before the week of the current edition, which stays the current one for the other journeys.
  const monday = daysAfter(current.week.first, -7);
  await signInAs(page, DEMO.administrator);
  await page.getByRole("banner").getByRole("link", { name: "Administration" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Administration" })).toBeVisible();
  await screen(page, "administration");
  await page.getByRole("link", { name: "Éditions" }).click();
  await page.getByRole("button", { name: "Créer le brouillon" }).click();
  await expect(page.getByText("Indiquez l’adresse de l’édition").first()).toBeVisible();
  await screen(page, "administration-editions");
  await page.getByLabel("Édition à copier").selectOption(current.slug);
  await page.getByLabel("Adresse", { exact: true }).fill(slug);
  await page.getByLabel("Premier jour de la semaine").fill(monday);
  await page.getByRole("button", { name: "Créer le brouillon" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Édition", exact: true })).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`/administration/editions/${slug}$`));
  expect((await request.get(`/api/v1/editions/${slug}`)).status()).toBe(404);

  // Open without a theme: the fault leads to its field.
  await unfold(page, "Identité");
  await page.getByLabel("Statut").selectOption("Ouverte");
  await look(page);
  await page.getByRole("alert").getByRole("link", { name: /Thème/ }).click();
  await expect(page.getByLabel("Thème", { exact: true })).toBeFocused();
  await screen(page, "administration-edition-fautes");
  await page.getByLabel("Thème", { exact: true }).fill("L’industrie près de chez vous");
  await look(page);
  await expect(page.getByRole("heading", { name: "Avant d’enregistrer" })).toBeFocused();
  await page.getByRole("button", { name: "Enregistrer", exact: true }).click();
  await saved(page);

  const next = await read<Edition>(request, `/api/v1/editions/${slug}`);
  const person = await account(request);
  const titles = [ownTitle("Visite de la fonderie"), ownTitle("Visite du laminoir")];
  for (const title of titles) await file(request, person, title, { into: next });

  await unfold(page, "Dates et territoires");
  for (const name of ["Semaine", "Période de labellisation"]) {
    const dates = page.getByRole("group", { name, exact: true });
    await dates.getByLabel("Premier jour").fill(daysAfter(monday, 2));
  }
  await look(page);
  await expect(page.getByText("2 dossiers sont touchés")).toBeVisible();
  await page.locator("summary").filter({ hasText: "Hors de la période" }).click();
  for (const title of titles) await expect(page.getByRole("link", { name: title })).toBeVisible();
  await screen(page, "administration-edition-effets");
  await page.getByLabel("Raison du changement").fill("La semaine commence plus tard.");
  await page.getByRole("button", { name: "Enregistrer malgré ces effets" }).click();
  await saved(page);

  const changed = await read<Edition>(request, `/api/v1/editions/${slug}`);
  expect(changed.window.first).toBe(daysAfter(monday, 2));
  await page.locator("summary").filter({ hasText: "Historique de l’édition" }).click();
  await expect(page.getByText("La semaine commence plus tard.")).toBeVisible();
  await screen(page, "administration-edition-historique");
  await file(request, person, ownTitle("Visite des hauts fourneaux"), { into: changed, on: daysAfter(monday, 3) });
});

test("an administrator changes dates, delays, a vocabulary and the questions at once, and one fault refuses the whole", async ({ page, request }) => {
  const edition = await newEdition(request);
  const { version } = await managed(request, edition.slug);
  const person = await account(request);
  const [filed, drafted] = [ownTitle("Visite de la forge"), ownTitle("Visite de la scierie")];
  await file(request, person, filed, { into: edition });
  await completeDraft(request, person, drafted, { into: edition });
  const wednesday = daysAfter(edition.week.first, 2);
  const tomorrow = daysAfter(new Date().toISOString().slice(0, 10), 1);
  await enterAs(page, DEMO.administrator);
  await page.goto(`/administration/editions/${edition.slug}`);

  await unfold(page, "Dates et territoires");
  const dates = section(page, "Dates et territoires");
  const later = `${daysAfter(edition.deadline.slice(0, 10), 1)}T12:00`;
  await dates.getByLabel("Date limite de dépôt", { exact: true }).fill(later);
  const own = await add(dates, "Ajouter un territoire");
  await own.getByLabel("Territoire", { exact: true }).selectOption({ label: "Auvergne-Rhône-Alpes" });
  await expect(own.getByRole("button", { name: "Enlever : Auvergne-Rhône-Alpes" })).toBeVisible();
  const [week, window] = [own.getByRole("group", { name: "Semaine du territoire" }), own.getByRole("group", { name: "Période de labellisation du territoire" })];
  await week.getByLabel("Premier jour").fill(edition.week.first);
  await week.getByLabel("Dernier jour").fill(edition.week.last);
  await window.getByLabel("Premier jour").fill(wednesday);
  await window.getByLabel("Dernier jour").fill(edition.window.last);
  await own.getByLabel("Date limite de dépôt du territoire").fill(`${tomorrow}T18:00`);

  await unfold(page, "Délais");
  const days = page.getByLabel("Examen d’un dossier, en jours ouvrés");
  await days.fill("61");
  // Before the long lists unfold, which take as long to audit as all the rest.
  await screen(page, "administration-edition-territoire");

  await unfold(page, "Vocabulaires");
  const term = await add(section(page, "Vocabulaires"), "Ajouter un terme");
  await term.getByLabel("Libellé", { exact: true }).fill("Visite de nuit");
  const id = term.getByLabel("Identifiant");
  await id.fill("Visite de nuit");

  await unfold(page, "Champs propres à l’édition");
  const question = await add(section(page, "Champs propres à l’édition"), "Ajouter un champ");
  await question.getByLabel("Question").fill("Visite commentée");
  await question.getByLabel("Clé").fill("visite-commentee");
  await question.getByLabel("Genre de réponse").selectOption({ label: "Oui ou non" });
  await question.getByLabel("Réponse obligatoire").check();

  await test.step("each fault leads to its field, and nothing is stored", async () => {
    await look(page);
    const faults = page.getByRole("alert").getByRole("link");
    await expect(faults).toHaveText([/^Semaine du territoire/, /^Examen d’un dossier/, /^Identifiant/]);
    for (const [fault, field] of [[/^Identifiant/, id], [/^Examen/, days], [/^Semaine/, week]] as const) {
      await faults.filter({ hasText: fault }).click();
      await expect(field).toBeFocused();
    }
    await expect(page.getByRole("heading", { name: "Avant d’enregistrer" })).toHaveCount(0);
    expect(await managed(request, edition.slug)).toMatchObject({ version, edition });
  });

  await test.step("the preview tells the changes, and the files that they touch", async () => {
    await id.fill("night_visit");
    await days.fill("5");
    await week.getByLabel("Premier jour").fill(wednesday);
    await look(page);
    await expect(page.getByRole("heading", { name: "Avant d’enregistrer" })).toBeFocused();
    for (const change of [/Date limite de dépôt/, /Examen d’un dossier.*4 → 5/, /Visite de nuit/, /Visite commentée/]) {
      await expect(page.locator(".edition-change").filter({ hasText: change }).first()).toBeVisible();
    }
    await expect(page.getByText("2 dossiers sont touchés")).toBeVisible();
    const effect = (name: RegExp) => page.locator(".edition-effect").filter({ has: page.locator("summary", { hasText: name }) });
    await expect(effect(/Champ devenu obligatoire.*2 dossiers/)).toBeVisible();
    await expect(effect(/À déposer plus tôt.*1 dossier$/)).toBeVisible();
    await unfold(page, "Hors de la période");
    await expect(effect(/Hors de la période.*2 dossiers/).getByRole("link", { name: filed })).toBeVisible();
    // A draft is its organiser's: it is named, and not open to others.
    await expect(effect(/Hors de la période/).getByText(drafted)).toBeVisible();
    await expect(page.getByRole("link", { name: drafted })).toHaveCount(0);
  });

  await page.getByRole("button", { name: "Enregistrer malgré ces effets" }).click();
  await saved(page);
  const changed = await managed(request, edition.slug);
  expect(changed).toMatchObject({ version: version + 1, edition: { reviewWorkingDays: 5, territories: [{ territory: "region:84", window: { first: wednesday } }] } });
  expect(changed.edition.deadline).toContain(later);
  expect(changed.edition.vocabularies.kinds.at(-1)).toMatchObject({ id: "night_visit", label: "Visite de nuit" });
  expect(changed.edition.additional?.at(-1)).toMatchObject({ key: "visite-commentee", required: true, answer: { type: "yes_no" } });
});

test("two administrators change an edition at once, and nothing typed is lost", async ({ page, request, someoneElse }) => {
  const current = await openEdition(request);
  const slug = `edition-${process.pid}-${Date.now().toString(36)}-2`;
  const headers = await credentials(request, { email: DEMO.administrator });
  const copied = await request.post("/api/v1/administration/editions", { headers, data: { from: current.slug, slug, weekFirst: daysAfter(current.week.first, 364) } });
  expect(copied.status(), await copied.text()).toBe(201);
  const theirs = await (await someoneElse()).newPage();
  await enterAs(page, DEMO.administrator);
  await enterAs(theirs, DEMO.administrator);
  await page.goto(`/administration/editions/${slug}`);
  await theirs.goto(`/administration/editions/${slug}`);
  for (const [who, theme] of [[theirs, "Leur thème"], [page, "Mon thème"]] as const) {
    await unfold(who, "Identité");
    await who.getByLabel("Thème", { exact: true }).fill(theme);
  }
  await theirs.getByLabel("Nom", { exact: true }).fill("Un autre nom");
  await look(theirs);
  await theirs.getByRole("button", { name: "Enregistrer", exact: true }).click();
  await saved(theirs);

  await look(page);
  await page.getByRole("button", { name: "Enregistrer", exact: true }).click();
  await expect(page.getByText("Quelqu’un d’autre a enregistré cette édition")).toBeVisible();
  await expect(page.getByLabel("Thème", { exact: true })).toHaveValue("Mon thème");
  await expect(page.getByLabel("Nom", { exact: true })).toHaveValue("Un autre nom");
  await screen(page, "administration-edition-conflit");
  await page.getByRole("radio", { name: "L’autre version" }).check();
  await expect(page.getByLabel("Thème", { exact: true })).toHaveValue("Leur thème");
  await page.getByRole("radio", { name: "Ma version" }).check();

  // Leaving asks first.
  page.once("dialog", (dialog) => dialog.dismiss());
  await page.getByRole("banner").getByRole("link", { name: "Événements", exact: true }).click();
  await expect(page.getByLabel("Thème", { exact: true })).toHaveValue("Mon thème");
  await look(page);
  await page.getByRole("button", { name: "Enregistrer", exact: true }).click();
  await saved(page);
  await theirs.reload();
  await unfold(theirs, "Identité");
  await expect(theirs.getByLabel("Thème", { exact: true })).toHaveValue("Mon thème");
});

test("the coordination reads an edition, and an organiser does not", async ({ page, request, someoneElse }) => {
  const current = await openEdition(request);
  await enterAs(page, DEMO.coordinator);
  await page.goto(`/administration/editions/${current.slug}`);
  await expect(page.getByText("Vous lisez cette édition")).toBeVisible();
  await unfold(page, "Identité");
  await expect(page.getByLabel("Nom", { exact: true })).toBeDisabled();
  await expect(page.getByRole("button", { name: "Vérifier les modifications" })).toHaveCount(0);
  await screen(page, "administration-edition-lecture");

  const organiser = await (await someoneElse()).newPage();
  await enter(organiser, await account(request));
  await organiser.goto("/administration/editions");
  await expect(organiser.getByText("Cette page n’est pas ouverte à votre compte")).toBeVisible();
});

test("the coordination adds a text for the referents while an administrator changes the edition", async ({ page, request, someoneElse }) => {
  const current = await openEdition(request);
  const slug = `textes-${process.pid}-${Date.now().toString(36)}`;
  const opened = await request.post("/api/v1/session", { data: { email: DEMO.administrator, password: DEMO.password } });
  const headers = { Authorization: `Bearer ${(await opened.json()).accessToken}` };
  const created = await request.post("/api/v1/administration/editions", { headers, data: { from: current.slug, slug, weekFirst: daysAfter(current.week.first, -7) } });
  expect(created.status(), await created.text()).toBe(201);
  const address = `/administration/editions/${slug}`;

  await enterAs(page, DEMO.coordinator);
  await page.goto(address);
  await page.getByRole("link", { name: "Textes types de l’édition" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Textes types de l’édition" })).toBeVisible();
  await page.getByRole("button", { name: "Ajouter un texte type" }).click();
  const added = page.locator(".edition-item").last();
  await page.getByRole("button", { name: "Enregistrer", exact: true }).click();
  await expect(added.locator(".field__error").first()).toBeVisible();
  await screen(page, "administration-textes-fautes");
  await added.getByLabel("À propos de").selectOption("free");
  await added.getByRole("textbox", { name: "Texte" }).fill("Qui paie le transport des classes ?");

  const emptied = await request.put(`/api/v1${address}/partners`, { headers: { ...headers, "If-Match": '"1"' }, data: { partners: [] } });
  expect(emptied.status(), await emptied.text()).toBe(200);
  await page.getByRole("button", { name: "Enregistrer", exact: true }).click();
  await expect(page.getByText("Quelqu’un d’autre a enregistré cette édition")).toBeVisible();
  await page.getByRole("button", { name: "Enregistrer", exact: true }).click();
  await saved(page);
  await screen(page, "administration-textes");

  const { version, edition } = await (await request.get(`/api/v1${address}`, { headers })).json();
  expect(version).toBe(3);
  expect(edition.standardTexts.at(-1)).toEqual({ criterion: "free", text: "Qui paie le transport des classes ?" });
  expect(edition.partners ?? []).toEqual([]);

  const referent = await (await someoneElse()).newPage();
  await enterAs(referent, DEMO.referentOfAuvergneRhoneAlpes);
  await referent.goto(`${address}/textes-types`);
  await expect(referent.getByText("Cette page n’est pas ouverte à votre compte")).toBeVisible();
});
