import type { APIRequestContext, Page } from "@playwright/test";
import { labelled } from "../support/api.ts";
import { file, ownTitle } from "../support/filing.ts";
import { account, DEMO, enter, enterAs, mailTo, type Person } from "../support/people.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";

const CRITERIA = ["Dates", "Publics", "Industrie", "Gratuité"] as const;
/** Files of one sitting, and the presses that they may take in all. */
const FILES = 10;
const MOST_PRESSES = 20;
const MOST_KEYS_A_FILE = 6;

/**
 * Files submissions of La Réunion; returns the first one, and its page in the list of a search that finds these alone: the desk goes through
 * its list, and decides no file of another journey.
 */
async function filed(
  request: APIRequestContext,
  organiser: Person,
  number: number,
  more?: object,
): Promise<{ first: { id: string; title: string }; desk: string }> {
  const word = ownTitle("").trim();
  const files: { id: string; title: string }[] = [];
  for (let index = 1; index <= number; index += 1) {
    // With a word of its own, so that none looks like a duplicate of another.
    const title = ownTitle(`Visite de la distillerie ${index} ${word}`);
    files.push({ id: await file(request, organiser, title, { commune: "97400", ...(more && { more }) }), title });
  }
  const first = files[0];
  if (!first) throw new Error("no file");
  return { first, desk: `/labellisation/${first.id}?tab=to_check&q=${word}` };
}

/** The account and the access token of a person, for requests beside the page. */
async function session(request: APIRequestContext, { email, password }: Pick<Person, "email" | "password">): Promise<{ accessToken: string; account: { id: string } }> {
  const opened = await request.post("/api/v1/session", { data: { email, password } });
  expect(opened.ok(), `session: ${opened.status()}`).toBe(true);
  return opened.json();
}

function card(page: Page, criterion: string) {
  return page.getByRole("region", { name: criterion, exact: true });
}

function heading(page: Page, title: string) {
  return page.getByRole("heading", { level: 1, name: title });
}

/** Number of rows in which the buttons of the decision bar stand. */
function rowsOfBar(page: Page): Promise<number> {
  return page
    .getByRole("region", { name: "Décision", exact: true })
    .getByRole("button")
    .evaluateAll((buttons) => {
      const boxes = buttons.map((button) => button.getBoundingClientRect()).filter((box) => box.height > 0);
      return new Set(boxes.map((box) => Math.round(box.top + box.height / 2))).size;
    });
}

/** The title of the file on the desk. */
function shown(page: Page): Promise<string> {
  return page.getByRole("heading", { level: 1 }).innerText();
}

/** Performs a decision, and waits until another file is on the desk. */
async function decided(page: Page, decision: () => Promise<void>): Promise<void> {
  const before = await shown(page);
  await decision();
  await expect(page.getByRole("heading", { level: 1 })).not.toHaveText(before);
}

test("a referent decides ten files in twenty presses", async ({ page, request }) => {
  const organiser = await account(request);
  const { first, desk } = await filed(request, organiser, FILES + 1, { ageMin: 12, conditions: "Prévoir des chaussures fermées." });
  let presses = 0;
  let keys = 0;
  let mostKeys = 0;
  const key = async (name: string) => {
    presses += 1;
    keys += 1;
    await page.keyboard.press(name);
  };
  const click = async (role: "button" | "radio", name: string | RegExp, inside = page.locator("body")) => {
    presses += 1;
    if (role === "radio") await inside.getByText(name, { exact: true }).click();
    else await inside.getByRole(role, { name }).first().click();
  };
  await page.setViewportSize({ width: 1440, height: 900 });
  await enterAs(page, DEMO.referentOfLaReunion);
  await page.goto(desk);
  await expect(heading(page, first.title)).toBeVisible();
  for (const criterion of CRITERIA) await expect(card(page, criterion)).toBeInViewport({ ratio: 1 });
  await expect(page.getByRole("button", { name: "Tout est rempli : labelliser" })).toBeInViewport({ ratio: 1 });
  await expect(card(page, "Dates").getByRole("radio", { name: "Rempli", exact: true })).toBeChecked();
  await expect(card(page, "Dates")).toContainText(/Jours admis.*\d/);
  await expect(card(page, "Dates")).toContainText("de 10 h à 10 h 45");
  for (const fact of ["Grand public", "Entrée libre", "12 ans"]) await expect(card(page, "Publics")).toContainText(fact);
  for (const fact of [first.title, "Visite d’entreprise", "Une heure au pied des fours", "le contrôle"]) await expect(card(page, "Industrie")).toContainText(fact);
  for (const fact of ["Oui, gratuit", "chaussures fermées"]) await expect(card(page, "Gratuité")).toContainText(fact);
  await expect(card(page, "Dates").getByLabel("Commentaire : Dates")).toHaveCount(0);
  await expect.poll(() => rowsOfBar(page), { message: "rows of the decision bar at 1440 pixels" }).toBe(1);
  await screen(page, "bureau");
  await page.setViewportSize({ width: 1440, height: 900 });

  for (let number = 0; number < FILES; number += 1) {
    keys = 0;
    if (number === 3) {
      await click("radio", "Non rempli", card(page, "Gratuité"));
      // The words of a comment are no presses.
      await card(page, "Gratuité").getByLabel("Commentaire : Gratuité").fill("L’affiche annonce cinq euros.");
      await decided(page, () => click("button", /^Refuser/));
    } else if (number === 6) {
      await click("button", "Demander de corriger : Titre");
      await key("c");
      const dialog = page.getByRole("dialog", { name: "Demander une correction" });
      await expect(dialog.getByLabel("Que faut-il corriger ?")).toHaveValue(/Titre/);
      await screen(page, "demande-de-correction");
      await page.setViewportSize({ width: 1440, height: 900 });
      await decided(page, () => click("button", "Envoyer la demande", dialog));
    } else {
      await decided(page, () => key("l"));
    }
    mostKeys = Math.max(mostKeys, keys);
  }

  console.log(`${FILES} files: ${presses} presses, at most ${mostKeys} keys a file`);
  expect(presses).toBeLessThanOrEqual(MOST_PRESSES);
  expect(mostKeys).toBeLessThanOrEqual(MOST_KEYS_A_FILE);
  await mailTo(request, organiser.email, /refusé/i);
  await mailTo(request, organiser.email, /Correction demandée/i);
  await mailTo(request, organiser.email, /labellisé/i);
});

test("a referent refuses with a standard text by keyboard", async ({ page, request }) => {
  const organiser = await account(request);
  const { first, desk } = await filed(request, organiser, 2);
  await enterAs(page, DEMO.referentOfLaReunion);
  await page.goto(desk);
  await expect(heading(page, first.title)).toBeVisible();
  const free = card(page, "Gratuité");
  const unmet = free.getByRole("radio", { name: "Non rempli" });
  const comment = free.getByLabel("Commentaire : Gratuité");
  await expect(free.getByRole("radio", { name: "Rempli", exact: true })).toBeChecked();
  let keys = 0;
  const key = async (name: string) => {
    keys += 1;
    await page.keyboard.press(name);
  };

  await key("4");
  await expect(unmet).toBeChecked();
  // The refusal waits for the comment, which gets the focus; the standard texts stand before it.
  await key("r");
  await expect(comment).toBeFocused();
  await key("Shift+Tab");
  await expect(free.getByRole("combobox", { name: "Texte type : Gratuité" })).toBeFocused();
  await key("ArrowDown");
  await expect(comment).toHaveValue(/gratuit/);
  await key("Shift+Tab");
  await expect(unmet).toBeFocused();
  await decided(page, () => key("r"));

  console.log(`  a refusal with a standard text: ${keys} keys`);
  expect(keys).toBeLessThanOrEqual(MOST_KEYS_A_FILE);
  expect(await mailTo(request, organiser.email, /refusé/i)).toContain("gratuit");
});

test("a decision is undone within its window, and the review is as it was", async ({ page, request }) => {
  const organiser = await account(request);
  const { first, desk } = await filed(request, organiser, 2);
  await enterAs(page, DEMO.referentOfLaReunion);
  await page.goto(desk);
  await expect(heading(page, first.title)).toBeVisible();
  await expect(page.getByText("Repère loin de l’adresse")).toBeHidden();
  await card(page, "Publics").getByText("Rempli", { exact: true }).click();
  await expect(page.getByText(/^Enregistré à /)).toBeVisible();

  await decided(page, () => page.keyboard.press("l"));
  await expect(page.getByRole("button", { name: `Annuler la décision sur « ${first.title} »` })).toBeVisible();
  await page.keyboard.press("u");

  await expect(heading(page, first.title)).toBeVisible();
  await expect(card(page, "Publics").getByRole("radio", { name: "Rempli", exact: true })).toBeChecked();
  await expect(card(page, "Industrie").getByRole("radio", { checked: true })).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole("button", { name: "Tout est rempli : labelliser" })).toBeVisible();
  expect((await labelled(request, first.title)).items).toEqual([]);
});

test("answers save themselves and survive a reload, also those that lack their comment", async ({ page, request }) => {
  const organiser = await account(request);
  const { first, desk } = await filed(request, organiser, 1);
  await enterAs(page, DEMO.referentOfLaReunion);
  await page.goto(desk);
  const publics = card(page, "Publics");
  await publics.getByText("À préciser", { exact: true }).click();
  await expect(page.getByText(/attend son commentaire/)).toBeVisible();

  await page.reload();
  await expect(publics.getByRole("radio", { name: "À préciser" })).toBeChecked();
  const comment = publics.getByLabel("Commentaire : Publics");
  // Keys do nothing while somebody types.
  await comment.pressSequentially("Quelles classes ? llrr1");
  await expect(page.getByText(/^Enregistré à /)).toBeVisible();
  await expect(heading(page, first.title)).toBeVisible();
  await page.reload();
  await expect(publics.getByRole("radio", { name: "À préciser" })).toBeChecked();
  await expect(comment).toHaveValue("Quelles classes ? llrr1");
  await screen(page, "bureau-a-preciser");

  await page.getByRole("button", { name: "Touches du clavier" }).click();
  const dialog = page.getByRole("dialog", { name: "Touches du clavier" });
  await screen(page, "bureau-touches");
  await dialog.getByRole("checkbox", { name: "Utiliser ces touches" }).uncheck();
  await dialog.getByRole("button", { name: "Fermer" }).click();
  await expect(dialog).toBeHidden();
  await page.keyboard.press("4");
  await expect(card(page, "Gratuité").getByRole("radio", { name: "Rempli", exact: true })).toBeChecked();
  await page.getByRole("button", { name: "Touches du clavier" }).click();
  await dialog.getByRole("checkbox", { name: "Utiliser ces touches" }).check();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await page.keyboard.press("4");
  await expect(card(page, "Gratuité").getByRole("radio", { name: "Non rempli" })).toBeChecked();
});

test("a marker far from its commune is told, and a refusal without a verdict does not go out", async ({ page, request }) => {
  const organiser = await account(request);
  const title = ownTitle("Visite de la distillerie");
  // The address is in Saint-Denis, the marker in Le Port.
  const id = await file(request, organiser, title, { commune: "97400", position: { lon: 55.295, lat: -20.94 } });
  await enterAs(page, DEMO.referentOfLaReunion);
  await page.goto(`/labellisation/${id}`);
  await expect(page.getByText("Repère loin de l’adresse")).toBeVisible();
  await expect(page.getByText(/^Le repère sur la carte est à \d+,\d\skm de la commune de l’adresse/)).toBeVisible();

  await page.getByRole("button", { name: /^Refuser/ }).click();

  await expect(page.getByRole("alert").filter({ hasText: "au moins un critère « Non rempli »" })).toBeVisible();
  await expect(heading(page, title)).toBeVisible();
  await screen(page, "bureau-refus-sans-motif");
});

test("of two reviewers one is told, and keeps what was typed", async ({ page, request, someoneElse }) => {
  const organiser = await account(request);
  const { first, desk } = await filed(request, organiser, 1);
  await enterAs(page, DEMO.referentOfLaReunion);
  await page.goto(desk);
  await expect(heading(page, first.title)).toBeVisible();
  const theirs = await (await someoneElse()).newPage();
  await enterAs(theirs, DEMO.coordinator);
  await theirs.goto(`/labellisation/${first.id}`);
  const label = theirs.waitForResponse((answer) => answer.url().endsWith("/decision"));
  await theirs.getByRole("button", { name: "Tout est rempli : labelliser" }).click();
  expect((await label).status()).toBe(200);

  await card(page, "Publics").getByText("Non rempli", { exact: true }).click();
  await card(page, "Publics").getByLabel("Commentaire : Publics").fill("L’accès est réservé au personnel.");

  await expect(page.getByText("Ce dossier a changé entre-temps")).toBeVisible();
  await expect(page.getByText(/prend effet dans quelques secondes/).first()).toBeVisible();
  await expect.poll(async () => (await labelled(request, first.title)).items.length).toBe(1);
  await screen(page, "bureau-conflit");
});

test("a referent whose role is taken away in mid-session is told, and keeps what was typed", async ({ page, request }) => {
  const organiser = await account(request);
  const { first, desk } = await filed(request, organiser, 1);
  const referent = await account(request);
  const { account: person } = await session(request, referent);
  const { accessToken } = await session(request, { email: DEMO.administrator, password: DEMO.password });
  const headers = { Authorization: `Bearer ${accessToken}` };
  const grants = `/api/v1/people/${person.id}/grants`;
  const give = async () => {
    const given = await request.post(grants, { headers, data: { role: "referent", territory: "region:04" } });
    expect(given.ok(), await given.text()).toBe(true);
  };
  await give();
  await enter(page, referent);
  await page.goto(desk);
  const publics = card(page, "Publics");
  await publics.getByText("Non rempli", { exact: true }).click();
  const comment = publics.getByLabel("Commentaire : Publics");

  const taken = await request.delete(`${grants}/referent/region:04`, { headers });
  expect(taken.ok(), await taken.text()).toBe(true);
  await comment.fill("L’accès est réservé au personnel.");

  await expect(page.getByText("Votre rôle ne permet pas cette action.").first()).toBeVisible();
  await expect(comment).toHaveValue("L’accès est réservé au personnel.");
  await screen(page, "bureau-role-retire");
  await give();
  await page.reload();
  await expect(comment).toHaveValue("L’accès est réservé au personnel.");
  // The page that was left may have saved it already.
  const stored = async () => (await request.get(`/api/v1/labels/events/${first.id}`, { headers })).text();
  await expect.poll(stored).toContain("L’accès est réservé au personnel.");
});

test("on a phone the decisions stay in sight and nothing scrolls sideways", async ({ page, request }) => {
  const organiser = await account(request);
  // With a next file, so that the bar has all its buttons.
  const { desk } = await filed(request, organiser, 2);
  await enterAs(page, DEMO.referentOfLaReunion);
  await page.goto(desk);

  for (const width of [360, 320]) {
    await page.setViewportSize({ width, height: 640 });
    for (const name of ["Tout est rempli : labelliser", "Demander une correction", "Refuser"]) {
      await expect(page.getByRole("button", { name })).toBeInViewport({ ratio: 1 });
    }
    await expect.poll(() => rowsOfBar(page), { message: `rows of the decision bar at ${width} pixels` }).toBeLessThanOrEqual(2);
  }
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wider).toBeLessThanOrEqual(0);
  await page.getByRole("tab", { name: "Page publique" }).click();
  await expect(page.getByRole("button", { name: "Tout est rempli : labelliser" })).toBeInViewport({ ratio: 1 });
});
