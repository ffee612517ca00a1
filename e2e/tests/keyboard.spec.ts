import type { Page } from "@playwright/test";
import { labelled, openEdition } from "../support/api.ts";
import { file, ownTitle, stepHeading, tuesday } from "../support/filing.ts";
import { countPointers, pointers, press, tabTo } from "../support/keyboard.ts";
import { account, DEMO, mailTo } from "../support/people.ts";
import { expect, test } from "../support/test.ts";

// Nothing here uses a mouse: what cannot be reached with the keyboard fails the journey.

/** A desktop, and a phone with a keyboard. */
const [DESK_PX, PHONE_PX] = [1280, 360];

function heading(page: Page, name: string) {
  return page.getByRole("heading", { level: 1, name });
}

function card(page: Page, criterion: string) {
  return page.getByRole("region", { name: criterion, exact: true });
}

async function signInByKeys(page: Page, email: string, password: string = DEMO.password): Promise<void> {
  await page.goto("/connexion");
  await tabTo(page, page.getByLabel("Adresse électronique"));
  await page.keyboard.type(email);
  await tabTo(page, page.getByLabel("Mot de passe", { exact: true }));
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  await expect(page).not.toHaveURL(/connexion/);
}

/** Opens the menu of the header, which a phone folds away. */
async function openMenu(page: Page): Promise<void> {
  const menu = page.getByRole("banner").getByRole("button", { name: "Menu" });
  if (await menu.isVisible()) await press(page, menu);
}

async function signOutByKeys(page: Page): Promise<void> {
  await openMenu(page);
  await press(page, page.getByRole("banner").locator("summary"));
  await press(page, page.getByRole("button", { name: "Se déconnecter", exact: true }));
  // The menu of a phone is closed again.
  await expect(page.getByRole("banner").getByRole("link", { name: "Se connecter", includeHidden: true })).toHaveCount(1);
}

test("keyboard alone at 360 px: an organiser files a first event", async ({ page, request }) => {
  await page.setViewportSize({ width: PHONE_PX, height: 900 });
  const person = await account(request);
  const edition = await openEdition(request);
  const title = ownTitle("Visite de la verrerie");
  const write = async (label: string, text: string) => {
    await tabTo(page, page.getByLabel(label, { exact: true }));
    await page.keyboard.type(text);
  };
  /** Chooses the term of a list that comes after its first line. */
  const chooseFirst = async (label: string, value: string) => {
    const list = page.getByLabel(label, { exact: true });
    // The terms come with the edition.
    await expect(list.locator(`option[value="${value}"]`)).toBeAttached();
    await tabTo(page, list);
    await page.keyboard.press("ArrowDown");
    await expect(list).toHaveValue(value);
  };
  const next = async (number: 2 | 3 | 4 | 5) => {
    await press(page, page.getByRole("link", { name: "Étape suivante" }));
    await expect(stepHeading(page, number)).toBeFocused();
  };
  await countPointers(page);
  await signInByKeys(page, person.email, person.password);
  await expect(page).toHaveURL(/\/mes-evenements$/);
  await press(page, page.getByRole("button", { name: "Déposer un événement" }));
  await expect(stepHeading(page, 1)).toBeVisible();

  await write("Nom de l’organisation", "Verrerie du Forez");
  await chooseFirst("Type d’organisation", "company");
  await expect(page.getByLabel("Adresse électronique du contact")).toHaveValue(person.email);
  await next(2);
  await write("Titre", title);
  await write("Résumé", "Une heure au pied des fours, avec celles et ceux qui y travaillent.");
  await write("Description", "Le soufflage, la coupe et le contrôle, expliqués sur place.");
  await chooseFirst("Type d’événement", "company_visit");
  await next(3);

  await press(page, page.getByRole("radio", { name: "Sur place", exact: true }), "Space");
  await write("Nom du lieu", "Verrerie du Forez, entrée visiteurs");
  await tabTo(page, page.getByRole("combobox", { name: "Numéro et rue" }));
  await page.keyboard.type("12 rue de la Coulée");
  const commune = page.getByRole("combobox", { name: "Commune" });
  await tabTo(page, commune);
  await page.keyboard.type("villeurb");
  await expect(page.getByRole("option", { name: "Villeurbanne" }).first()).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(commune).toHaveValue(/Villeurbanne/);
  const row = page.getByRole("group", { name: "Séance 1" });
  await tabTo(page, row.getByLabel("Début"));
  // Where the hours of the browser have halves, the letter says which; elsewhere it is left out.
  await page.keyboard.type("1000A");
  await tabTo(page, row.getByLabel("Fin", { exact: true }));
  await page.keyboard.type("1130A");
  await press(page, page.locator("summary").filter({ hasText: "Choisir les jours sur un calendrier" }));
  await tabTo(page, page.locator(`#jour-${edition.week.first}`));
  await page.keyboard.press("ArrowRight");
  await expect(page.locator(`#jour-${tuesday(edition)}`)).toBeFocused();
  await page.keyboard.press("Space");
  await expect(row.getByLabel("Jour")).toHaveValue(tuesday(edition));
  await expect(row.getByLabel("Début")).toHaveValue("10:00");
  await next(4);

  await press(page, page.getByRole("checkbox", { name: "Grand public" }), "Space");
  await press(page, page.getByRole("radio", { name: "Entrée libre" }), "Space");
  await press(page, page.getByRole("radio", { name: "Oui, gratuit" }), "Space");
  await write("Participants attendus", "60");
  await next(5);
  await expect(page.getByRole("region", { name: "Vérifiez vos réponses" })).toContainText(title);
  await press(page, page.getByRole("checkbox", { name: "Je prends ces engagements" }), "Space");
  await press(page, page.getByRole("button", { name: "Soumettre à la labellisation" }));
  await expect(page.getByRole("region", { name: "Votre dossier est déposé" })).toBeVisible();

  await signOutByKeys(page);
  expect(await pointers(page), "presses of a mouse or a finger").toBe(0);
  await mailTo(request, person.email, new RegExp(title));
});

// The queue is a table on a desktop, and rows of two lines on a phone; in the other journeys the menu alone differs.
for (const width of [DESK_PX, PHONE_PX]) {
  test(`keyboard alone at ${width} px: a referent works through the queue, from signing in to signing out`, async ({ page, request }) => {
    await page.setViewportSize({ width, height: 900 });
    const organiser = await account(request);
    const word = `clavier${width}${Date.now().toString(36)}`;
    const titles = [1, 2, 3].map((number) => ownTitle(`Visite ${number} ${word}`));
    for (const title of titles) await file(request, organiser, title);
    const [first = "", second = "", third = ""] = titles;
    await countPointers(page);
    await signInByKeys(page, DEMO.referentOfAuvergneRhoneAlpes);
    await expect(page).toHaveURL(/\/labellisation$/);

    // The queue: search, then the first file.
    await expect(page.locator("tbody tr").first()).toBeVisible();
    await page.keyboard.press("/");
    await expect(page.getByLabel("Chercher", { exact: true })).toBeFocused();
    await page.keyboard.type(word);
    await page.keyboard.press("Enter");
    await expect(page.getByText("3 dossiers", { exact: true })).toBeVisible();
    await press(page, page.getByRole("link", { name: first, exact: true }));
    await expect(heading(page, first)).toBeVisible();
    await expect(heading(page, first)).toBeFocused();

    // Judge: by number, and by the arrows of the group.
    await page.keyboard.press("2");
    await expect(card(page, "Publics").getByRole("radio", { name: "Rempli", exact: true })).toBeChecked();
    await tabTo(page, card(page, "Industrie").getByRole("radio", { name: "Rempli", exact: true }));
    await page.keyboard.press("Space");
    await expect(card(page, "Industrie").getByRole("radio", { name: "Rempli", exact: true })).toBeChecked();
    await page.keyboard.press("ArrowRight");
    await expect(card(page, "Industrie").getByRole("radio", { name: "Rempli", exact: true })).not.toBeChecked();
    await page.keyboard.press("ArrowLeft");
    await expect(card(page, "Industrie").getByRole("radio", { name: "Rempli", exact: true })).toBeChecked();
    await expect(page.getByText(/^Enregistré à /)).toBeVisible();

    // Ask for a correction of the title.
    await press(page, card(page, "Industrie").getByRole("button", { name: "Demander de corriger : Titre" }));
    await page.keyboard.press("c");
    const dialog = page.getByRole("dialog", { name: "Demander une correction" });
    await expect(dialog).toBeVisible();
    await expect(dialog.locator(":focus")).toHaveCount(1);
    await press(page, dialog.getByRole("button", { name: "Envoyer la demande" }));
    await expect(heading(page, second)).toBeVisible();
    await expect(heading(page, second)).toBeFocused();

    // Label, undo, label; go on and back.
    await page.keyboard.press("l");
    await expect(heading(page, third)).toBeFocused();
    await page.keyboard.press("u");
    await expect(heading(page, second)).toBeFocused();
    await page.keyboard.press("j");
    await expect(heading(page, third)).toBeFocused();
    await page.keyboard.press("k");
    await expect(heading(page, second)).toBeFocused();

    // A message to the organiser.
    await tabTo(page, page.getByRole("tab", { selected: true }));
    const messages = page.getByRole("tab", { name: /^Messages/ });
    for (let presses = 0; presses < 10 && (await messages.getAttribute("aria-selected")) !== "true"; presses += 1) {
      await page.keyboard.press("ArrowRight");
    }
    await expect(messages).toBeFocused();
    await tabTo(page, page.getByLabel("Votre message"));
    await page.keyboard.type("Combien de personnes accueillez-vous ?");
    await press(page, page.getByRole("button", { name: "Envoyer le message" }));
    await expect(page.getByText("Le message est envoyé.")).toBeVisible();
    await expect(page.getByLabel("Votre message")).toBeFocused();

    await signOutByKeys(page);
    expect(await pointers(page), "presses of a mouse or a finger").toBe(0);
    await mailTo(request, organiser.email, /Correction demandée/i);
    expect((await labelled(request, second)).items).toEqual([]);
  });
}

test("keyboard alone at 360 px: the coordination releases a held decision", async ({ page, request }) => {
  await page.setViewportSize({ width: PHONE_PX, height: 900 });
  const organiser = await account(request);
  const title = ownTitle("Visite de la tréfilerie");
  const id = await file(request, organiser, title, { commune: "Montbéliard" });
  const opened = await request.post("/api/v1/session", { data: { email: DEMO.coordinator, password: DEMO.password } });
  const headers = { Authorization: `Bearer ${(await opened.json()).accessToken}` };
  const sheet = await request.get(`/api/v1/labels/events/${id}`, { headers });
  const answers = ["dates", "audience", "industry", "free"].map((criterion) => ({ criterion, verdict: "met" }));
  const held = await request.post(`/api/v1/labels/events/${id}/decision`, {
    headers: { ...headers, "If-Match": sheet.headers().etag ?? "" },
    data: { decision: "label", answers, held: true },
  });
  expect(held.ok(), await held.text()).toBe(true);

  await countPointers(page);
  await signInByKeys(page, DEMO.coordinator);
  await expect(page).toHaveURL(/\/pilotage$/);

  // The overview: the departments of a region, and back.
  const fold = page.getByRole("button", { name: "Bourgogne-Franche-Comté : départements" });
  await tabTo(page, fold);
  await page.keyboard.press("Enter");
  await expect(fold).toHaveAttribute("aria-expanded", "true");
  await expect(page.getByRole("row", { name: /^Doubs/ })).toBeVisible();
  await expect(page).toHaveURL(/deplies=27/);
  await expect(fold).toBeFocused();
  await page.keyboard.press("Space");
  await expect(fold).toHaveAttribute("aria-expanded", "false");
  await expect(page.getByRole("row", { name: /^Doubs/ })).toHaveCount(0);

  await openMenu(page);
  await press(page, page.getByRole("banner").getByRole("link", { name: "Labellisation" }));
  await press(page, page.getByRole("link", { name: /[Dd]écisions retenues/ }));
  await press(page, page.getByRole("checkbox", { name: new RegExp(title) }), "Space");
  await expect(page.getByText("1 décision choisie").first()).toBeVisible();
  await press(page, page.getByRole("button", { name: "Publier" }));
  const dialog = page.getByRole("dialog", { name: "Publier ces décisions ?" });
  await expect(dialog).toBeVisible();
  await press(page, dialog.getByRole("button", { name: "Publier" }));
  await expect(page.getByText("1 décision publiée").first()).toBeVisible();
  await signOutByKeys(page);
  expect(await pointers(page), "presses of a mouse or a finger").toBe(0);
  await expect.poll(async () => (await labelled(request, title)).items.map((event) => event.id)).toEqual([id]);
});

test("keyboard alone at 1280 px: a lead adds a member to the own group, and takes the member out again", async ({ page, request }) => {
  await page.setViewportSize({ width: DESK_PX, height: 900 });
  const opened = await request.post("/api/v1/session", { data: { email: DEMO.coordinator, password: DEMO.password } });
  const headers = { Authorization: `Bearer ${(await opened.json()).accessToken}` };
  const name = ownTitle("Groupe");
  const { slug } = await openEdition(request);
  const created = await request.post("/api/v1/labels/groups", { headers, data: { edition: slug, name } });
  expect(created.ok(), await created.text()).toBe(true);
  const group = `/api/v1/labels/groups/${(await created.json()).summary.id}`;
  const joined = await request.post(`${group}/members/import`, { headers, data: { text: DEMO.referentOfLaReunion } });
  expect(joined.ok(), await joined.text()).toBe(true);
  type Group = { members: { account: string; name: string; role: string }[]; summary: { version: number } };
  const stored = async (): Promise<Group> => (await request.get(group, { headers })).json();
  const { members, summary } = await stored();
  const leads = await request.put(`${group}/members/${members[0]?.account}`, { headers: { ...headers, "If-Match": `"${summary.version}"` }, data: { role: "leads" } });
  expect(leads.ok(), await leads.text()).toBe(true);

  await countPointers(page);
  await signInByKeys(page, DEMO.referentOfLaReunion);
  await expect(page).toHaveURL(/\/labellisation$/);
  await press(page, page.getByRole("main").getByRole("link", { name: "Groupes de référents" }));
  await tabTo(page, page.getByLabel("Chercher un groupe"));
  // The list asks while somebody types, and stands still once the whole name is answered.
  const searched = page.waitForResponse((answer) => new URL(answer.url()).searchParams.get("q") === name);
  await page.keyboard.type(name);
  await searched;
  await expect(page.locator(".review-groups__one")).toHaveCount(1);
  await press(page, page.getByRole("link", { name, exact: true }));
  await expect(page.getByRole("heading", { level: 2, name })).toBeVisible();
  await press(page, page.locator("summary").filter({ hasText: "Ajouter des membres" }));
  await tabTo(page, page.getByLabel("Adresses électroniques des référents"));
  await page.keyboard.type(DEMO.referentOfAuvergneRhoneAlpes);
  await press(page, page.getByRole("button", { name: "Ajouter ces membres" }));
  await expect(page.getByText(/^1 ajout, 0 déjà là, 0 ligne/)).toBeVisible();
  await press(page, page.getByRole("button", { name: "Voir la liste à jour" }));

  const added = (await stored()).members.find(({ role }) => role === "reviews");
  const remove = page.getByRole("button", { name: `Retirer ${added?.name} du groupe` });
  await press(page, remove);
  // The first press asks whether it is meant.
  await expect(remove).toHaveText("Confirmer");
  await press(page, remove);
  await expect(remove).toHaveCount(0);
  await expect.poll(async () => (await stored()).members.map(({ role }) => role)).toEqual(["leads"]);
  await signOutByKeys(page);
  expect(await pointers(page), "presses of a mouse or a finger").toBe(0);
  const { summary: last } = await stored();
  const gone = await request.delete(group, { headers: { ...headers, "If-Match": `"${last.version}"` } });
  expect(gone.ok(), await gone.text()).toBe(true);
});

test("keyboard alone at 1280 px: an administrator has the log verified, and disables an account", async ({ page, request }) => {
  await page.setViewportSize({ width: DESK_PX, height: 900 });
  const person = await account(request);
  await countPointers(page);
  await signInByKeys(page, DEMO.administrator);
  await expect(page).toHaveURL(/\/administration$/);
  await press(page, page.getByRole("main").getByRole("link", { name: "Journal", exact: true }));
  const verify = page.getByRole("button", { name: "Vérifier le journal" });
  await press(page, verify);
  await expect(page.getByText("Chaîne intacte")).toBeVisible();
  await tabTo(page, page.getByRole("main").getByRole("link", { name: "Administration", exact: true }), "Shift+Tab");
  await page.keyboard.press("Enter");

  await press(page, page.getByRole("main").getByRole("link", { name: "Personnes et rôles" }));
  await tabTo(page, page.getByLabel("Nom ou adresse électronique"));
  // The list has this person before the search too, and stands still once the whole address is answered.
  const searched = page.waitForResponse((answer) => {
    const asked = answer.request();
    return asked.url().endsWith("/people-search") && asked.postDataJSON()?.q === person.email;
  });
  await page.keyboard.type(person.email);
  await searched;
  const found = page.getByRole("region", { name: "Personnes", exact: true }).locator(".people__one");
  await expect(found).toHaveCount(1);
  const line = found.filter({ hasText: person.email }).getByRole("link");
  await press(page, line);
  await expect(page.getByRole("heading", { level: 2, name: person.name })).toBeVisible();
  await press(page, page.locator("summary").filter({ hasText: "Désactiver ce compte" }));
  await tabTo(page, page.getByLabel("Motif"));
  await page.keyboard.type("Départ du réseau des référents");
  await press(page, page.getByRole("button", { name: "Désactiver", exact: true }));
  await expect(page.getByText(/Désactivé le/)).toBeVisible();
  await expect(page.getByRole("heading", { level: 2, name: person.name })).toBeFocused();
  await signOutByKeys(page);
  expect(await pointers(page), "presses of a mouse or a finger").toBe(0);
  const refused = await request.post("/api/v1/session", { data: { email: person.email, password: person.password } });
  expect(refused.ok()).toBe(false);
});
