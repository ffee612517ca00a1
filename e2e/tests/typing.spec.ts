import { openEdition } from "../support/api.ts";
import { follow } from "../support/application.ts";
import { fillOrganiser, nextStep, openNew, saved, stepHeading } from "../support/filing.ts";
import { account, enter, signIn } from "../support/people.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";
import {
  changeElsewhere, endSession, ignoreFailedRequests, idOf, IN_TAB, ON_DEVICE, openTexts, says, stored, summary, title, type,
} from "../support/typing.ts";

/* Somebody types while something goes wrong: at the end every character is there, and the page said the truth. */

const FIRST = "La fonderie ouvre ";
const REST = "ses portes à toutes et à tous";
const WHOLE = FIRST + REST;

test("another tab: fields changed on one side are merged, a field changed on both is asked, and what loses can be put back after a reload", async ({ page, context, request }) => {
  const form = await openTexts(page, request);
  const other = await context.newPage();
  await other.goto(page.url());
  await title(page).focus();
  await type(page, WHOLE);
  await summary(page).focus();
  await saved(page);

  await summary(other).focus();
  await type(other, "Une heure au pied des fours");
  await title(other).focus();
  await expect(title(other)).toHaveValue(WHOLE);
  await saved(other);
  await expect(other.getByText("modifié ailleurs")).toBeHidden();
  expect(await stored(form)).toMatchObject({ title: WHOLE, summary: "Une heure au pied des fours" });

  await title(page).fill("La fonderie de Lyon");
  await summary(page).focus();
  await saved(page);
  await title(other).fill("La fonderie de Villeurbanne");
  await summary(other).focus();
  await says(other, "Enregistré, sauf ce qui attend votre choix.");
  await type(other, ", et les métiers");
  await expect(summary(other)).toHaveValue("Une heure au pied des fours, et les métiers");
  await screen(other, "deux-versions");
  await other.getByRole("button", { name: "Comparer et choisir" }).click();
  const dialog = other.getByRole("dialog", { name: "Ce dossier a été modifié ailleurs" });
  await expect(dialog).toContainText("La fonderie de Lyon");
  await expect(dialog).toContainText("La fonderie de Villeurbanne");
  await expect(dialog.getByRole("region")).toHaveCount(1);
  await screen(other, "conflit");
  await dialog.getByRole("button", { name: "Garder ma saisie (Titre)" }).click();
  await expect(dialog).toBeHidden();
  await saved(other);
  await expect.poll(() => stored(form)).toMatchObject({ title: "La fonderie de Villeurbanne", summary: "Une heure au pied des fours, et les métiers" });

  await other.reload();
  await expect(title(other)).toHaveValue("La fonderie de Villeurbanne");
  await expect(other.getByText("est gardé sur cet appareil jusqu’à la soumission")).toBeVisible();
  await other.getByText("Voir ce qui est mis de côté").click();
  await screen(other, "mis-de-cote");
  await other.getByRole("button", { name: "Remettre cette valeur : Titre" }).click();
  await expect(title(other)).toHaveValue("La fonderie de Lyon");
  await saved(other);
  await expect.poll(() => stored(form)).toMatchObject({ title: "La fonderie de Lyon" });

  await other.reload();
  await expect(title(other)).toHaveValue("La fonderie de Lyon");
  await other.getByText("Voir ce qui est mis de côté").click();
  await expect(other.locator(".set-aside").getByText("La fonderie de Villeurbanne")).toBeVisible();
  await other.getByRole("button", { name: "Ne plus garder ces valeurs" }).click();
  await expect(other.getByText("Une valeur est mise de côté")).toBeHidden();
  await other.reload();
  await expect(title(other)).toHaveValue("La fonderie de Lyon");
  await expect(other.getByText("Une valeur est mise de côté")).toBeHidden();
});

test("no connection: a press on the next step is not lost, the foot does not move, and the words are sent later", async ({ page, context, complaints, request }) => {
  const form = await openTexts(page, request);
  const next = page.getByRole("link", { name: "Étape suivante" });
  const place = () => next.boundingBox();
  await expect(next).toBeInViewport();
  await title(page).focus();
  await type(page, FIRST);
  const before = await place();
  await context.setOffline(true);
  await type(page, REST);
  await says(page, `Hors connexion. ${ON_DEVICE}`);
  await expect.poll(place).toEqual(before);
  await screen(page, "saisie-hors-connexion");
  await page.evaluate(() => scrollTo(0, 0));

  await summary(page).focus();
  await type(page, "Au pied des fours");
  // Pressing leaves the field, which begins to save.
  await next.click({ delay: 90 });
  await expect(stepHeading(page, 3)).toBeFocused();
  await expect.poll(place).toEqual(before);
  await page.getByRole("link", { name: "Étape précédente" }).click({ delay: 90 });
  await expect(title(page)).toHaveValue(WHOLE);
  await expect(summary(page)).toHaveValue("Au pied des fours");
  await says(page, ON_DEVICE);

  await context.setOffline(false);
  await saved(page);
  expect(await stored(form)).toMatchObject({ title: WHOLE, summary: "Au pied des fours" });
  ignoreFailedRequests(complaints);
});

test("a slow server: the page says that it waits, and saves what was typed meanwhile", async ({ page, request }) => {
  const form = await openTexts(page, request);
  let release = () => {};
  const held = new Promise<void>((done) => (release = done));
  await page.route(`**/api/v1/events/${form.id}`, async (route) => {
    await held;
    await route.continue();
  });
  await title(page).focus();
  await type(page, FIRST);
  // On a slow machine the first is over before it is read.
  await says(page, /Enregistrement…|Le serveur tarde à répondre/);
  await says(page, `Le serveur tarde à répondre. ${ON_DEVICE}`);
  await type(page, REST);
  await expect(title(page)).toHaveValue(WHOLE);
  release();
  await saved(page);
  await page.unroute(`**/api/v1/events/${form.id}`);
  await expect.poll(() => stored(form)).toMatchObject({ title: WHOLE });
});

test("a save whose answer is lost is not taken for a change of somebody else", async ({ page, complaints, request }) => {
  const form = await openTexts(page, request);
  let lost = 0;
  await page.route(`**/api/v1/events/${form.id}`, async (route) => {
    if (route.request().method() !== "PUT" || lost > 0) return route.continue();
    lost += 1;
    await route.fetch();
    await route.abort();
  });
  await title(page).focus();
  await type(page, FIRST);
  await says(page, `Le serveur ne répond pas. ${ON_DEVICE}`);
  await type(page, REST);
  await saved(page);
  expect(lost).toBe(1);
  await expect(page.getByText("modifié ailleurs")).toBeHidden();
  expect(await stored(form)).toMatchObject({ title: WHOLE });
  ignoreFailedRequests(complaints);
});

test("the end of the session: the form stays, asks for the password, and goes on saving", async ({ page, context, request }) => {
  const form = await openTexts(page, request);
  await title(page).focus();
  await type(page, FIRST);
  await saved(page);
  const restore = await endSession(page, context);
  await type(page, REST);
  const dialog = page.getByRole("dialog", { name: "Votre session est terminée" });
  await expect(dialog).toContainText(ON_DEVICE);
  await says(page, `Session terminée. ${ON_DEVICE}`);
  // The dialog does not take the keys.
  await expect(title(page)).toBeFocused();
  await type(page, ", samedi");
  await expect(title(page)).toHaveValue(`${WHOLE}, samedi`);
  await expect(dialog.getByLabel("Adresse électronique")).toHaveValue(form.person.email);
  await screen(page, "session-terminee");

  await dialog.getByRole("button", { name: "Plus tard" }).click();
  await expect(dialog).toBeHidden();
  await nextStep(page, 3);
  await page.getByRole("link", { name: "Étape précédente" }).click();
  await page.getByRole("button", { name: "Se connecter" }).last().click();
  await restore();
  await dialog.getByLabel("Mot de passe").fill("ce n’est pas le bon");
  await dialog.getByRole("button", { name: "Se connecter" }).click();
  await expect(dialog.getByLabel("Mot de passe")).toHaveAttribute("aria-invalid", "true");
  await dialog.getByLabel("Mot de passe").fill(form.person.password);
  await dialog.getByRole("button", { name: "Se connecter" }).click();
  await expect(dialog).toBeHidden();
  await saved(page);
  await expect(title(page)).toHaveValue(`${WHOLE}, samedi`);
  expect(await stored(form)).toMatchObject({ title: `${WHOLE}, samedi` });
});

test("another person signs in, in another tab: nothing is written in that name", async ({ page, context, request }) => {
  const form = await openTexts(page, request);
  const somebody = await account(request);
  await title(page).focus();
  await type(page, FIRST);
  await saved(page);
  const other = await context.newPage();
  await context.clearCookies();
  await other.goto("/connexion");
  await signIn(other, somebody);

  // The token of this tab is refused once; the cookie is now that of the other person.
  const names: (string | undefined)[] = [];
  await page.route(`**/api/v1/events/${form.id}`, async (route) => {
    const { authorization } = route.request().headers();
    const token = authorization?.split(".")[1];
    names.push(token && JSON.parse(Buffer.from(token, "base64url").toString()).sub);
    if (new Set(names).size > 1 || names.length > 1) return route.continue();
    await route.fulfill({ status: 401, contentType: "application/problem+json", body: JSON.stringify({ type: "about:blank", title: "Expired", status: 401, code: "invalid_token" }) });
  });
  await type(page, REST);
  const dialog = page.getByRole("dialog", { name: "Votre session est terminée" });
  await expect(dialog).toContainText(`Le compte ${somebody.email} est maintenant connecté dans ce navigateur.`);
  await says(page, ON_DEVICE);
  await screen(page, "autre-compte");
  await dialog.getByLabel("Mot de passe").fill(form.person.password);
  await dialog.getByRole("button", { name: "Se connecter" }).click();
  await expect(dialog).toBeHidden();
  await saved(page);
  expect(new Set(names).size).toBe(1);
  expect(await stored(form)).toMatchObject({ title: WHOLE });
});

test("reloading at once keeps what was typed", async ({ page, request }) => {
  const form = await openTexts(page, request);
  await title(page).focus();
  await type(page, WHOLE);
  await page.reload();
  await expect(title(page)).toHaveValue(WHOLE);
  await saved(page);
  expect(await stored(form)).toMatchObject({ title: WHOLE });
});

test("reloading at once keeps a text that is no number", async ({ page, request }) => {
  await openTexts(page, request);
  await nextStep(page, 3);
  await nextStep(page, 4);
  const participants = page.getByLabel("Participants attendus");
  await participants.focus();
  await type(page, "une trentaine");
  await page.reload();
  await expect(participants).toHaveValue("une trentaine");
  await participants.fill("");
  await page.reload();
  await expect(participants).toHaveValue("");
});

test("Back and Forward keep what was typed, with the focus in a field", async ({ page, request }) => {
  const form = await openTexts(page, request);
  await title(page).focus();
  await type(page, FIRST);
  await page.goBack();
  await expect(stepHeading(page, 1)).toBeVisible();
  await page.goForward();
  await expect(title(page)).toHaveValue(FIRST.trimEnd() + " ");
  await title(page).press("End");
  await type(page, REST);
  await page.goBack();
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1, name: "Mes événements" })).toBeVisible();
  await page.goForward();
  await page.goForward();
  await expect(title(page)).toHaveValue(WHOLE);
  await saved(page);
  expect(await stored(form)).toMatchObject({ title: WHOLE });
});

test("another version of the application: the words of the earlier one are read, and an unreadable answer is no loss", async ({ page, complaints, request }) => {
  const form = await openTexts(page, request);
  await page.route(`**/api/v1/events/${form.id}`, (route) => (route.request().method() === "PUT" ? route.fulfill({ json: { id: form.id, shape: "another" } }) : route.continue()));
  await title(page).focus();
  await type(page, FIRST);
  await says(page, `Réponse illisible : rechargez la page. ${ON_DEVICE}`);
  await page.unroute(`**/api/v1/events/${form.id}`);
  await page.reload();
  await expect(title(page)).toHaveValue(FIRST);
  await saved(page);

  // The copy as the first version of this page wrote it, of a form with a field that this version does not know.
  await page.evaluate(
    ({ id, kept, title }) => localStorage.setItem(`semaine.form.${id}`, JSON.stringify({ etag: '"0"', form: { ...kept, title, colour: "red" } })),
    { id: form.id, kept: await stored(form), title: WHOLE },
  );
  await page.reload();
  await expect(title(page)).toHaveValue(WHOLE);
  await page.getByRole("button", { name: "Comparer et choisir" }).click();
  await page.getByRole("button", { name: "Garder ma saisie (Titre)" }).click();
  await saved(page);
  expect(await stored(form)).toMatchObject({ title: WHOLE });
  complaints.splice(0, complaints.length, ...complaints.filter((text) => !/does not match the contract/.test(text)));
});

for (const [name, refuse] of [
  ["full", () => {
    const store = Storage.prototype.setItem;
    Storage.prototype.setItem = function (key: string, text: string) {
      if (key.startsWith("semaine.own.")) throw new DOMException("full", "QuotaExceededError");
      store.call(this, key, text);
    };
  }],
  ["blocked", () => {
    for (const storage of ["localStorage", "sessionStorage"]) {
      Object.defineProperty(globalThis, storage, { get: () => { throw new DOMException("blocked", "SecurityError"); } });
    }
  }],
] as const) {
  test(`${name} storage: the page says that the words are in this tab only`, async ({ page, context, complaints, request }) => {
    await context.addInitScript(refuse);
    const person = await account(request);
    await signIn(page, person);
    await page.getByRole("button", { name: "Déposer un événement" }).click();
    await expect(stepHeading(page, 1)).toBeVisible();
    await nextStep(page, 2);
    const form = { request, person, id: idOf(page) };
    const address = new URL(page.url()).pathname + new URL(page.url()).search;
    await title(page).focus();
    await type(page, FIRST);
    await saved(page);
    await context.setOffline(true);
    await type(page, REST);
    await says(page, `Hors connexion. ${IN_TAB}`);
    await screen(page, `stockage-${name}`);
    await context.setOffline(false);
    await saved(page);
    expect(await stored(form)).toMatchObject({ title: WHOLE });

    // Leaving the form within the application keeps them too.
    await context.setOffline(true);
    await title(page).fill("La fonderie attend");
    await says(page, IN_TAB);
    await follow(page, "/mes-evenements");
    await expect(page.getByRole("heading", { level: 1, name: "Mes événements" })).toBeVisible();
    await context.setOffline(false);
    await follow(page, address);
    await expect(title(page)).toHaveValue("La fonderie attend");
    await saved(page);
    expect(await stored(form)).toMatchObject({ title: "La fonderie attend" });
    ignoreFailedRequests(complaints);
  });
}

test("another device changes other fields while somebody types, then the same one", async ({ page, request }) => {
  const form = await openTexts(page, request);
  await title(page).focus();
  await type(page, FIRST);
  // A save of this page in between would refuse the change of the other device.
  await saved(page);
  await changeElsewhere(form, { summary: "Depuis le téléphone" });
  await type(page, REST);
  await expect(summary(page)).toHaveValue("Depuis le téléphone");
  await expect(title(page)).toBeFocused();
  await expect(title(page)).toHaveValue(WHOLE);
  await saved(page);
  expect(await stored(form)).toMatchObject({ title: WHOLE, summary: "Depuis le téléphone" });

  await changeElsewhere(form, { title: "Le titre du téléphone", description: "Ajoutée depuis le téléphone" });
  await type(page, ", samedi");
  await says(page, "sauf ce qui attend votre choix");
  await page.reload();
  await expect(title(page)).toHaveValue(`${WHOLE}, samedi`);
  await expect(page.getByLabel("Description", { exact: true })).toHaveValue("Ajoutée depuis le téléphone");
  await says(page, "sauf ce qui attend votre choix");
  expect(await stored(form)).toMatchObject({ title: "Le titre du téléphone" });
  await page.getByRole("button", { name: "Comparer et choisir" }).click();
  await page.getByRole("button", { name: "Reprendre la version enregistrée (Titre)" }).click();
  await expect(title(page)).toHaveValue("Le titre du téléphone");

  // What lost is still there when somebody comes back to the form.
  await page.goBack();
  await expect(stepHeading(page, 1)).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1, name: "Mes événements" })).toBeVisible();
  await page.goForward();
  await expect(stepHeading(page, 1)).toBeVisible();
  await page.goForward();
  await expect(title(page)).toHaveValue("Le titre du téléphone");
  await page.getByText("Voir ce qui est mis de côté").click();
  await page.getByRole("button", { name: "Remettre cette valeur : Titre" }).click();
  await saved(page);
  await expect.poll(() => stored(form)).toMatchObject({ title: `${WHOLE}, samedi`, description: "Ajoutée depuis le téléphone" });
});

test("the deadline passes: the page says so at once, and the draft is still saved", async ({ page, request }) => {
  const { deadline } = (await openEdition(request)) as unknown as { deadline: string };
  const form = await openTexts(page, request);
  await title(page).focus();
  await type(page, FIRST);
  await page.getByRole("navigation", { name: "Étapes du dossier" }).getByRole("link", { name: "Public et accès" }).click();
  await expect(page.getByText(/^À soumettre avant le /)).toBeVisible();
  const participants = page.getByLabel("Participants attendus");
  await participants.focus();
  await type(page, "1");
  await page.clock.setFixedTime(new Date(new Date(deadline).getTime() + 1_000));
  await type(page, "20");
  await expect(page.getByText(/^La date limite de dépôt est passée/)).toBeVisible();
  await expect(participants).toHaveValue("120");
  await expect(participants).toBeFocused();
  await saved(page);
  await screen(page, "date-limite-passee");
  await expect.poll(() => stored(form)).toMatchObject({ title: FIRST, expectedParticipants: 120 });
});

test("a person who types faster than the server answers fills a step without losing a key", async ({ page, request }) => {
  const person = await account(request);
  await enter(page, person);
  await openNew(page);
  await page.route(/\/api\/v1\/events\//, async (route) => {
    await new Promise((done) => setTimeout(done, 400));
    await route.continue();
  });
  await fillOrganiser(page, person);
  await nextStep(page, 2);
  await title(page).focus();
  for (const word of WHOLE.split(" ")) {
    await type(page, `${word} `);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("End");
  }
  await expect(title(page)).toHaveValue(`${WHOLE} `);
  await saved(page);
});
