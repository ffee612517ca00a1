import type { APIRequestContext, Page } from "@playwright/test";
import { labelled } from "../support/api.ts";
import { file, ownTitle } from "../support/filing.ts";
import { account, credentials, DEMO, enterAs, mailTo, type Person } from "../support/people.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";
import { endSession, ON_DEVICE, type } from "../support/typing.ts";

/* One visit to the desk: what is typed comes back, files are put off, and the next one is there. */

type File = { id: string; title: string };

/** Files submissions that a search finds; returns the page of the first one in the list of that search, and all of them in its order. */
async function filed(request: APIRequestContext, organiser: Person, number: number): Promise<{ files: File[]; desk: string }> {
  const word = ownTitle("verrerie").replaceAll(" ", "");
  const files: File[] = [];
  for (let index = 1; index <= number; index += 1) {
    const title = `Visite ${index} ${word}`;
    files.push({ id: await file(request, organiser, title), title });
  }
  return { files, desk: `/labellisation/${files[0]?.id}?tab=to_check&q=${word}` };
}

function heading(page: Page, of: File | undefined) {
  return page.getByRole("heading", { level: 1, name: of?.title ?? "", exact: true });
}

function correction(page: Page) {
  return page.getByRole("dialog", { name: "Demander une correction" });
}

/** What asks for the password over the desk. */
function ended(page: Page) {
  return page.getByRole("dialog", { name: "Votre session est terminée" });
}

async function signInAgain(page: Page): Promise<void> {
  await ended(page).getByLabel("Mot de passe").fill(DEMO.password);
  await ended(page).getByRole("button", { name: "Se connecter" }).click();
  await expect(ended(page)).toBeHidden();
}

test("a correction request that is undone comes back as it was typed, and so does one of a file that was left", async ({ page, request }) => {
  const message = "Dites dans le titre que l’on visite aussi le four.";
  const organiser = await account(request);
  const { files, desk } = await filed(request, organiser, 2);
  const [first, second] = files;
  await enterAs(page, DEMO.referentOfAuvergneRhoneAlpes);
  await page.goto(desk);
  await expect(heading(page, first)).toBeVisible();
  await page.getByRole("button", { name: "Demander de corriger : Titre" }).first().click();
  await page.keyboard.press("c");
  const dialog = correction(page);
  const text = dialog.getByLabel("Que faut-il corriger ?");
  const reason = dialog.getByLabel("Titre", { exact: true });
  await dialog.getByRole("combobox", { name: "Texte type sur les champs choisis" }).selectOption({ index: 1 });
  await expect(text).toHaveValue(/nommez le lieu ou l’activité/);
  await reason.selectOption("Incomplet");
  await text.fill(message);
  await dialog.getByRole("button", { name: "Envoyer la demande" }).click();
  await expect(heading(page, second)).toBeVisible();

  await page.keyboard.press("u");
  await expect(heading(page, first)).toBeVisible();
  await page.keyboard.press("c");
  await expect(text).toHaveValue(message);
  await expect(reason).toHaveValue("incomplete");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();

  await page.getByRole("tab", { name: /^Messages/ }).click();
  await page.getByLabel("Votre message").fill("Le four se visite-t-il ?");
  await heading(page, first).focus();
  await page.keyboard.press("j");
  await expect(heading(page, second)).toBeVisible();
  await page.keyboard.press("c");
  await expect(text).toHaveValue("");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await page.keyboard.press("k");
  await expect(heading(page, first)).toBeVisible();
  await page.getByRole("tab", { name: /^Messages/ }).click();
  await expect(page.getByLabel("Votre message")).toHaveValue("Le four se visite-t-il ?");
  await page.reload();
  await page.getByRole("tab", { name: /^Messages/ }).click();
  await expect(page.getByLabel("Votre message")).toHaveValue("Le four se visite-t-il ?");
  await heading(page, first).focus();
  await page.keyboard.press("c");
  await expect(text).toHaveValue(message);
  await expect(reason).toHaveValue("incomplete");
  await dialog.getByRole("button", { name: "Envoyer la demande" }).click();
  expect(await mailTo(request, organiser.email, /Correction demandée/i)).toContain("aussi le four");
});

test("the end of the session: the desk stays, asks for the password, and goes on saving", async ({ page, context, request }) => {
  const organiser = await account(request);
  const { files, desk } = await filed(request, organiser, 1);
  const [first] = files;
  await enterAs(page, DEMO.referentOfAuvergneRhoneAlpes);
  await page.goto(desk);
  await expect(heading(page, first)).toBeVisible();
  await page.getByText("Un mot à l’organisateur").first().click();
  const word = page.getByRole("textbox", { name: /^Un mot à l’organisateur/ });
  await word.fill("Écrivez-nous pour toute question.");
  const publics = page.getByRole("region", { name: "Publics", exact: true });
  const comment = publics.getByLabel("Commentaire : Publics");
  const restore = await endSession(page, context, /\/labels\/events\/[^/]+\/assessment$/);
  await publics.getByText("Non rempli", { exact: true }).click();
  await comment.focus();
  await type(page, "L’accès est réservé");

  const dialog = ended(page);
  await expect(dialog).toContainText(ON_DEVICE);
  await expect(heading(page, first)).toBeVisible();
  // The dialog does not take the keys.
  await expect(comment).toBeFocused();
  await type(page, " au personnel.");
  await expect(comment).toHaveValue("L’accès est réservé au personnel.");
  await expect(dialog.getByLabel("Adresse électronique")).toHaveValue(DEMO.referentOfAuvergneRhoneAlpes);
  const refuse = page.getByRole("region", { name: "Décision", exact: true }).getByRole("button", { name: /^Refuser/ });
  await refuse.click();
  await expect(page.getByRole("alert").filter({ hasText: "donnez d’abord votre mot de passe" })).toBeVisible();
  await screen(page, "bureau-session-terminee");

  await dialog.getByRole("button", { name: "Plus tard" }).click();
  await expect(dialog).toBeHidden();
  await page.getByRole("button", { name: "Se connecter" }).last().click();
  await restore();
  await signInAgain(page);
  await expect(heading(page, first)).toBeFocused();
  await expect(page.getByText(/^Enregistré à /)).toBeVisible();
  await expect(comment).toHaveValue("L’accès est réservé au personnel.");
  await expect(word).toHaveValue("Écrivez-nous pour toute question.");
  const headers = await credentials(request, { email: DEMO.coordinator });
  const stored = async () => (await request.get(`/api/v1/labels/events/${first?.id}`, { headers })).text();
  await expect.poll(stored).toContain("L’accès est réservé au personnel.");
  await refuse.click();
  const letter = await mailTo(request, organiser.email, /refusé/i);
  for (const words of ["réservé", "Écrivez-nous"]) expect(letter).toContain(words);
});

test("a correction request that the server refuses at the end of the session is there again after the password", async ({ page, context, request }) => {
  const organiser = await account(request);
  const { files, desk } = await filed(request, organiser, 1);
  const [first] = files;
  await enterAs(page, DEMO.referentOfAuvergneRhoneAlpes);
  await page.goto(desk);
  await expect(heading(page, first)).toBeVisible();
  await page.getByRole("button", { name: "Demander de corriger : Titre" }).first().click();
  await page.keyboard.press("c");
  const dialog = correction(page);
  const text = dialog.getByLabel("Que faut-il corriger ?");
  await text.fill("Dites dans le titre que l’on visite aussi le four.");
  const restore = await endSession(page, context, /\/labels\/events\/[^/]+\/correction$/);
  await dialog.getByRole("button", { name: "Envoyer la demande" }).click();

  await expect(ended(page)).toBeVisible();
  await expect(dialog).toBeHidden();
  await restore();
  await signInAgain(page);
  await expect(text).toHaveValue("Dites dans le titre que l’on visite aussi le four.");
  await expect(dialog.getByRole("alert")).toHaveCount(0);
  await dialog.getByRole("button", { name: "Envoyer la demande" }).click();
  expect(await mailTo(request, organiser.email, /Correction demandée/i)).toContain("aussi le four");
});

test("a file that is put off comes last, and a key shows the keys", async ({ page, request }) => {
  const { files, desk } = await filed(request, await account(request), 3);
  const [first, second, third] = files;
  await enterAs(page, DEMO.referentOfAuvergneRhoneAlpes);
  await page.goto(desk);
  await expect(heading(page, first)).toBeVisible();

  const bar = page.getByRole("region", { name: "Décision", exact: true });
  for (const key of ["L", "C", "R"]) await expect(bar.locator("kbd", { hasText: key })).toBeVisible();
  for (const key of ["J", "K"]) await expect(bar.locator(`[data-key="${key}"]`)).toBeVisible();
  await page.getByRole("button", { name: "Plus tard", exact: true }).click();
  await expect(heading(page, second)).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "remis à plus tard" })).toHaveCount(1);
  await page.keyboard.press("j");
  await expect(heading(page, third)).toBeVisible();
  await page.keyboard.press("j");
  await expect(heading(page, first)).toBeVisible();

  await page.keyboard.press("?");
  const keys = page.getByRole("dialog", { name: "Touches du clavier" });
  for (const key of ["J", "K", "1 – 4", "L", "C", "R", "U", "?"]) await expect(keys.getByText(key, { exact: true })).toBeVisible();
});

test("the next file is there however long the current one takes", async ({ page, request }) => {
  const { files, desk } = await filed(request, await account(request), 2);
  const [first, second] = files;
  let [asked, answered] = [0, 0];
  const isNext = (url: URL) => url.pathname === `/api/v1/labels/events/${second?.id}`;
  page.on("request", (one) => {
    if (isNext(new URL(one.url()))) asked += 1;
  });
  page.on("requestfinished", (one) => {
    if (isNext(new URL(one.url()))) answered += 1;
  });
  await enterAs(page, DEMO.referentOfAuvergneRhoneAlpes);
  await page.clock.install();
  await page.goto(desk);
  await expect(heading(page, first)).toBeVisible();
  await expect.poll(() => asked, { message: "the next file is read before it is needed" }).toBeGreaterThan(0);
  const early = asked;

  await page.clock.runFor("01:30");
  await expect.poll(() => asked, { message: "it is read again" }).toBeGreaterThan(early);
  // The page has taken the answer in once its next look, after a quarter of a minute, asks for nothing.
  await expect(async () => {
    await expect.poll(() => asked - answered, { message: "it has been read" }).toBe(0);
    const before = asked;
    await page.clock.runFor("00:16");
    expect(asked, "it is not read again so soon").toBe(before);
  }).toPass();
  // From now on the server does not answer: it is shown as it was read.
  await page.route(isNext, () => {});
  await page.keyboard.press("j");
  await expect(heading(page, second)).toBeVisible();
  await page.unrouteAll({ behavior: "ignoreErrors" });
});

test("a standard text is inserted and amended, and the coordination decides against the grid with its reason", async ({ page, request }) => {
  const organiser = await account(request);
  const { files, desk } = await filed(request, organiser, 1);
  await enterAs(page, DEMO.coordinator);
  await page.goto(desk);
  const free = page.getByRole("region", { name: "Gratuité", exact: true });
  await free.getByText("Non rempli", { exact: true }).click();
  await free.getByRole("combobox", { name: "Texte type : Gratuité" }).selectOption({ index: 1 });
  const comment = free.getByLabel("Commentaire : Gratuité");
  await expect(comment).toHaveValue(/gratuit/);
  await comment.fill(`${await comment.inputValue()} L’affiche annonce cinq euros.`);
  await expect(page.getByText(/^Enregistré à /)).toBeVisible();

  await page.getByRole("button", { name: "Labelliser", exact: true }).click();
  await expect(page.getByRole("alert").filter({ hasText: "quatre fois « Rempli »" })).toBeVisible();
  await page.getByRole("button", { name: "Labelliser contre la grille" }).click();
  const dialog = page.getByRole("dialog", { name: "Labelliser contre la grille" });
  const decide = dialog.getByRole("button", { name: "Décider malgré la grille" });
  await decide.click();
  await expect(dialog.locator(".field__error")).toBeVisible();
  await dialog.getByLabel("Raison de cette décision").fill("L’affiche est celle de l’an dernier, l’entrée est libre.");
  await screen(page, "decision-contre-la-grille");
  await decide.click();
  await mailTo(request, organiser.email, /labellisé/i);
  await page.goto(`/labellisation/${files[0]?.id}`);
  await expect(page.getByText("Contre les appréciations", { exact: true })).toBeVisible();
});

test("the tabs of a file show its history, its place, the whole of it and the organiser’s other events", async ({ page, request }) => {
  const { files, desk } = await filed(request, await account(request), 2);
  const [first, second] = files;
  await enterAs(page, DEMO.referentOfAuvergneRhoneAlpes);
  await page.goto(desk);
  await expect(heading(page, first)).toBeVisible();
  const open = (name: string | RegExp) => page.getByRole("tab", { name }).click();
  const panel = page.getByRole("tabpanel");

  await open("Historique");
  await expect(panel).toContainText("Dossier soumis");
  await open("Carte");
  await expect(panel.locator(".review__map")).toBeVisible();
  await open("Page publique");
  await expect(panel).toContainText(first?.title ?? "");
  await open("Dossier complet");
  await expect(panel).toContainText("12 rue de la Coulée");
  await expect(panel.getByRole("button", { name: "Demander de corriger : Titre" }).first()).toBeVisible();
  await open("Autres événements (1)");
  await screen(page, "bureau-autres-evenements");
  await panel.getByRole("link", { name: second?.title, exact: true }).click();
  await expect(heading(page, second)).toBeVisible();
});

test("a refusal by its key is overturned by the coordination, with a reason that stays", async ({ page, request, someoneElse }) => {
  const organiser = await account(request);
  const { files, desk } = await filed(request, organiser, 1);
  const [first] = files;
  await enterAs(page, DEMO.referentOfAuvergneRhoneAlpes);
  await page.goto(desk);
  const free = page.getByRole("region", { name: "Gratuité", exact: true });
  await free.getByText("Non rempli", { exact: true }).click();
  await free.getByLabel("Commentaire : Gratuité").fill("L’affiche annonce cinq euros.");
  await heading(page, first).focus();
  await page.keyboard.press("r");
  await mailTo(request, organiser.email, /refusé/i);

  const theirs = await (await someoneElse()).newPage();
  await enterAs(theirs, DEMO.coordinator);
  await theirs.goto(`/labellisation/${first?.id}`);
  await theirs.getByRole("button", { name: "Labelliser malgré le refus" }).click();
  const dialog = theirs.getByRole("dialog", { name: "Labelliser malgré le refus ?" });
  const overturn = dialog.getByRole("button", { name: "Labelliser malgré le refus" });
  await overturn.click();
  await expect(dialog.getByRole("alert")).toBeFocused();
  await dialog.getByLabel("Motif du label").fill("L’affiche est celle de l’an dernier, l’entrée est libre.");
  await screen(theirs, "labelliser-malgre-le-refus");
  await overturn.click();
  await expect(theirs.getByText("Contre les appréciations", { exact: true })).toBeVisible();
  await expect.poll(async () => (await labelled(request, first?.title ?? "")).items.map((event) => event.id)).toEqual([first?.id]);
  expect(await mailTo(request, organiser.email, /labellisé/i)).toContain("celle de l’an dernier");
});
