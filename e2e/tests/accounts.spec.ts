import { file, openNew, ownTitle } from "../support/filing.ts";
import { account, DEMO, enter, enterAs, linkIn, mailTo, signIn, stranger } from "../support/people.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";

test("a person signs up, is signed in by the mailed link, signs out and signs in", async ({ page, request }) => {
  const person = stranger();
  await page.goto("/");
  await page.getByRole("banner").getByRole("link", { name: "Créer un compte" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Créer un compte d’organisateur" })).toBeFocused();
  await screen(page, "inscription");

  await page.getByLabel("Prénom et nom").fill(person.name);
  await page.getByLabel("Adresse électronique").fill(person.email);
  await page.getByLabel("Choisissez un mot de passe").fill(person.password);
  await page.getByRole("button", { name: "Créer mon compte" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Consultez votre messagerie" })).toContainText(person.email);
  await screen(page, "inscription-faite");

  const mail = await mailTo(request, person.email, /./);
  const link = linkIn(mail, "/verification");
  await page.goto(link);
  await expect(page.getByText(person.name)).toBeVisible();
  await expect(page.getByText(person.email).first()).toBeVisible();
  await screen(page, "verification");
  await page.reload();
  await expect(page.getByRole("banner").getByRole("link", { name: "Se connecter" }), "opening the link signs nobody in").toBeVisible();

  await page.getByRole("button", { name: "Continuer" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Mes événements" })).toBeFocused();
  await expect(page.getByText("Vérifiez votre adresse")).toHaveCount(0);
  await expect(page.getByText("Vous n’avez pas encore d’événement")).toBeVisible();
  await screen(page, "mes-evenements-vide");

  await page.reload();
  await page.getByRole("banner").getByText(person.name).click();
  await page.getByRole("button", { name: "Se déconnecter", exact: true }).click();
  await expect(page.getByRole("banner").getByRole("link", { name: "Se connecter" })).toBeVisible();

  await page.goto(link);
  await expect(page.getByText("Votre adresse est vérifiée")).toBeVisible();
  await screen(page, "verification-deja-faite");
  await page.getByRole("main").getByRole("link", { name: "Se connecter" }).click();
  await page.getByLabel("Adresse électronique").fill(person.email);
  await page.getByLabel("Mot de passe").fill(person.password);
  await page.getByRole("main").getByRole("button", { name: "Se connecter" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Mes événements" })).toBeVisible();
});

test("a visitor who wants to file an event finds both ways in, and arrives there by either", async ({ page, request, someoneElse }) => {
  const person = stranger();
  await page.goto("/");
  await page.getByRole("link", { name: "Déposer un événement" }).first().click();
  await expect(page.getByText("Connectez-vous pour continuer")).toBeVisible();
  await expect(page.getByRole("heading", { name: "J’ai déjà un compte" })).toBeVisible();
  await screen(page, "deux-entrees");
  const wanted = new URL(page.url()).pathname;

  await page.getByRole("main").getByRole("link", { name: "Créer un compte" }).click();
  await page.getByLabel("Prénom et nom").fill(person.name);
  await page.getByLabel("Adresse électronique").fill(person.email);
  await page.getByLabel("Choisissez un mot de passe").fill(person.password);
  await page.getByRole("button", { name: "Créer mon compte" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Consultez votre messagerie" })).toBeVisible();

  // The letter is opened on a telephone.
  const telephone = await (await someoneElse({ viewport: { width: 360, height: 740 } })).newPage();
  await telephone.goto(linkIn(await mailTo(request, person.email, /./), "/verification"));
  await telephone.getByRole("button", { name: "Continuer" }).click();
  await expect(telephone).toHaveURL(new RegExp(`${wanted}$`));
  await expect(telephone.getByRole("button", { name: "Déposer un événement" })).toBeVisible();

  await page.goto(wanted);
  await page.getByLabel("Adresse électronique").fill(person.email);
  await page.getByLabel("Mot de passe").fill(person.password);
  await page.getByRole("main").getByRole("button", { name: "Se connecter" }).click();
  await expect(page.getByRole("button", { name: "Déposer un événement" })).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name: "Mes événements" })).toBeFocused();
});

test("a link cannot lead to another site after signing in", async ({ page, request }) => {
  const person = await account(request);
  // The unit tests of `Destination` have more of them: here, what a browser would read as another site, and what the router would.
  for (const elsewhere of ["//exemple.fr/", "/.//exemple.fr/"]) {
    await page.goto(`/connexion?suite=${encodeURIComponent(elsewhere)}`);
    await page.getByLabel("Adresse électronique").fill(person.email);
    await page.getByLabel("Mot de passe").fill(person.password);
    await page.getByRole("main").getByRole("button", { name: "Se connecter" }).click();
    await expect(page, elsewhere).toHaveURL(/^http:\/\/127\.0\.0\.1:\d+\/mes-evenements$/);
    await page.getByRole("banner").getByText(person.name).click();
    await page.getByRole("button", { name: "Se déconnecter", exact: true }).click();
    await expect(page.getByRole("banner").getByRole("link", { name: "Se connecter" })).toBeVisible();
  }
});

test("an empty form lists the missing fields and links to each of them", async ({ page }) => {
  await page.goto("/inscription");
  await page.getByRole("button", { name: "Créer mon compte" }).click();

  const summary = page.getByRole("alert");
  await expect(summary).toBeFocused();
  await expect(summary.getByRole("heading", { name: "3 points sont à corriger" })).toBeVisible();
  await screen(page, "inscription-erreurs");

  await summary.getByRole("link", { name: "Saisissez votre adresse électronique." }).click();
  await expect(page.getByLabel("Adresse électronique")).toBeFocused();
});

test("the message for a wrong password does not reveal whether the account exists", async ({ page, request }) => {
  const person = await account(request);
  await page.goto("/connexion");
  const say = async (email: string, password: string) => {
    await page.getByLabel("Adresse électronique").fill(email);
    await page.getByLabel("Mot de passe").fill(password);
    // The words of the attempt before are still there until the answer comes.
    const answer = page.waitForResponse((answer) => answer.request().method() === "POST" && answer.url().endsWith("/api/v1/session"));
    await page.getByRole("main").getByRole("button", { name: "Se connecter" }).click();
    expect((await answer).status()).toBe(401);
    await expect(page.getByText("L’adresse ou le mot de passe ne correspond pas.")).toBeVisible();
  };

  await say(person.email, "pas le bon mot de passe");
  await screen(page, "connexion-refusee");
  await say(stranger().email, person.password);
  await expect(page).toHaveURL(/\/connexion$/);
});

test("a forgotten password is reset by mail with a link that works once", async ({ page, request }) => {
  const person = await account(request);
  await page.goto("/connexion");
  await screen(page, "connexion");
  await page.getByRole("link", { name: "Mot de passe oublié" }).click();
  await screen(page, "mot-de-passe-oublie");
  await page.getByLabel("Adresse électronique").fill(person.email);
  await page.getByRole("button", { name: "Recevoir le lien" }).click();
  await expect(page.getByText("Consultez votre messagerie")).toBeVisible();

  const link = linkIn(await mailTo(request, person.email, /mot de passe/i), "/mot-de-passe");
  await page.goto(link);
  await page.getByLabel("Choisissez un mot de passe").fill("court");
  await page.getByRole("button", { name: "Enregistrer le mot de passe" }).click();
  await expect(page.getByRole("alert")).toBeFocused();
  await screen(page, "mot-de-passe-trop-court");

  const password = "un nouvel atelier bien rangé";
  await page.getByLabel("Choisissez un mot de passe").fill(password);
  await page.getByRole("button", { name: "Enregistrer le mot de passe" }).click();
  await expect(page.getByText("Votre mot de passe est changé")).toBeVisible();
  await signIn(page, { email: person.email, password });
  await expect(page.getByRole("heading", { level: 1, name: "Mes événements" })).toBeVisible();

  await page.goto(link);
  await page.getByLabel("Choisissez un mot de passe").fill(password);
  await page.getByRole("button", { name: "Enregistrer le mot de passe" }).click();
  await expect(page.getByText("Ce lien est périmé ou a déjà servi.")).toBeVisible();
  await screen(page, "lien-perime");
});

test("a person changes name, password and address, and ends the session of another device", async ({ page, request, browser }) => {
  const person = await account(request);
  const elsewhere = await browser.newContext();
  const other = await elsewhere.newPage();
  await signIn(other, person);
  await signIn(page, person);
  await page.getByRole("banner").getByText(person.name).click();
  await page.getByRole("link", { name: "Mon compte" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Mon compte" })).toBeVisible();
  const devices = page.getByRole("listitem").filter({ hasText: "Dernière activité" });
  await expect(devices).toHaveCount(2);
  await screen(page, "compte");

  await page.getByLabel("Prénom et nom").fill("Louise Caron-Petit");
  await page.getByRole("button", { name: "Enregistrer le nom" }).click();
  await expect(page.getByRole("banner").getByText("Louise Caron-Petit")).toBeVisible();

  await expect(devices).toHaveCount(2);
  await devices.getByRole("button", { name: /Fermer la session/ }).click();
  await expect(devices).toHaveCount(1);
  await other.reload();
  await expect(other.getByText("Connectez-vous pour continuer")).toBeVisible();
  await elsewhere.close();

  const secret = page.getByRole("region", { name: "Mot de passe" });
  await secret.getByLabel("Mot de passe actuel").fill("pas le bon mot de passe");
  await secret.getByLabel("Nouveau mot de passe").fill("un atelier encore mieux rangé");
  await secret.getByRole("button", { name: "Changer de mot de passe" }).click();
  await expect(secret.getByRole("alert")).toContainText("Ce n’est pas le mot de passe de votre compte.");
  await screen(page, "compte-mot-de-passe-faux");
  await secret.getByLabel("Mot de passe actuel").fill(person.password);
  await secret.getByRole("button", { name: "Changer de mot de passe" }).click();
  await expect(secret.getByText("Votre mot de passe est changé.")).toBeVisible();

  const email = `nouvelle-${person.email}`;
  const address = page.getByRole("region", { name: "Adresse électronique" });
  await address.getByLabel("Nouvelle adresse électronique").fill(email);
  await address.getByLabel("Mot de passe actuel").fill("un atelier encore mieux rangé");
  await address.getByRole("button", { name: "Changer d’adresse" }).click();
  await expect(address.getByRole("status")).toContainText(email);
  await page.goto(linkIn(await mailTo(request, email, /./), "/nouvelle-adresse"));
  await screen(page, "nouvelle-adresse");
  await page.getByRole("button", { name: "Confirmer cette adresse" }).click();
  await expect(page.getByText("Votre adresse est changée")).toBeVisible();
  await page.getByRole("main").getByRole("link", { name: "Mon compte" }).click();
  await expect(page.getByRole("region", { name: "Adresse électronique" })).toContainText(email);
});

test("a person refuses the letters that are not owed", async ({ page, request }) => {
  const person = await account(request);
  await enter(page, person);
  await page.goto("/compte");
  const box = page.getByRole("checkbox", { name: "Rappels avant la date limite de dépôt" });
  await expect(box).toBeChecked();

  await box.press("Space");
  await expect(page.getByText("vous ne recevrez plus ces messages", { exact: false })).toHaveCount(1);
  await page.reload();

  await expect(box).not.toBeChecked();
  await page.goto("/desabonnement?jeton=invente");
  await screen(page, "desabonnement");
  await page.getByRole("button", { name: "Ne plus recevoir ces courriels" }).click();
  await expect(page.getByText("Ce lien est périmé ou a déjà servi.")).toBeVisible();
});

test("a reviewer chooses how often new files are announced", async ({ page }) => {
  await enterAs(page, DEMO.coordinator);
  await page.goto("/compte");
  const rhythm = page.getByRole("combobox", { name: "Rythme de ces courriels" });
  await expect(rhythm).toHaveValue("immediate");

  await rhythm.selectOption({ label: "Un courriel par semaine, le lundi matin" });
  await expect(page.getByText("vos courriels suivront ce rythme", { exact: false })).toHaveCount(1);
  await page.reload();
  await expect(rhythm).toHaveValue("weekly");
  await screen(page, "compte-rythme-des-courriels");

  const stored = page.waitForResponse((answer) => answer.request().method() === "PUT" && answer.url().endsWith("/account/preferences"));
  await rhythm.selectOption({ label: "Un courriel par dossier, tout de suite" });
  await stored;
  await page.reload();
  await expect(rhythm).toHaveValue("immediate");
});

test("a reviewer of two regions chooses for each how often new files are announced", async ({ page, request }) => {
  const person = await account(request);
  const session = async (data: { email: string; password: string }): Promise<{ accessToken: string; account: { id: string } }> => {
    const opened = await request.post("/api/v1/session", { data });
    expect(opened.ok(), `session: ${opened.status()}`).toBe(true);
    return opened.json();
  };
  const own = await session({ email: person.email, password: person.password });
  const { accessToken } = await session({ email: DEMO.administrator, password: DEMO.password });
  const headers = { Authorization: `Bearer ${accessToken}` };
  const grants = `/api/v1/people/${own.account.id}/grants`;
  const regions = ["region:03", "region:06"];
  for (const territory of regions) {
    const given = await request.post(grants, { headers, data: { role: "referent", territory } });
    expect(given.ok(), await given.text()).toBe(true);
  }
  await enter(page, person);
  await page.goto("/compte");
  const requests = page.getByRole("group", { name: "Choix par territoire ou par groupe" }).last();
  const guyane = requests.getByRole("combobox", { name: "Guyane" });
  const mayotte = requests.getByRole("combobox", { name: "Mayotte" });
  await expect(guyane).toHaveValue("usual");

  await guyane.selectOption({ label: "Une fois par semaine, le lundi matin" });
  await expect(page.getByText("aux prochains courriels", { exact: false })).toHaveCount(1);
  await page.reload();

  await expect(guyane).toHaveValue("weekly");
  await expect(mayotte).toHaveValue("usual");
  await screen(page, "compte-courriels-par-territoire");
  for (const territory of regions) {
    const taken = await request.delete(`${grants}/referent/${territory}`, { headers });
    expect(taken.ok(), await taken.text()).toBe(true);
  }
});

test("a person deletes the account by keyboard, having read what becomes of the events", async ({ page, request }) => {
  const person = await account(request);
  const title = ownTitle("Visite de la tréfilerie");
  await file(request, person, title);
  await enter(page, person);
  await openNew(page);
  await page.goto("/compte");
  await expect(page.getByRole("heading", { level: 1, name: "Mon compte" })).toBeVisible();
  await screen(page, "compte-lettres-et-depart");
  const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? "");
  const tabTo = async (name: string) => {
    for (let press = 0; press < 80 && (await focused()) !== name; press += 1) await page.keyboard.press("Tab");
    expect(await focused()).toBe(name);
  };

  await tabTo("Supprimer mon compte…");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Supprimer mon compte" })).toBeFocused();
  await expect(page.getByText("1 brouillon est effacé")).toBeVisible();
  await expect(page.getByText("1 dossier en cours d’examen est retiré")).toBeVisible();
  await screen(page, "depart");

  await tabTo("Supprimer définitivement mon compte");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toBeFocused();
  await screen(page, "depart-sans-mot-de-passe");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Mot de passe actuel")).toBeFocused();
  await page.keyboard.type("pas le bon mot de passe");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toContainText("Ce n’est pas le mot de passe de votre compte.");
  // The list takes the focus a moment after it is shown.
  await expect(page.getByRole("alert")).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Mot de passe actuel")).toBeFocused();
  await page.keyboard.press("Control+a");
  await page.keyboard.type(person.password);
  await page.keyboard.press("Enter");

  await expect(page.getByText("Votre compte est supprimé")).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name: "Supprimer mon compte" })).toBeFocused();
  await expect(page.getByRole("banner").getByRole("link", { name: "Se connecter" })).toBeVisible();
  await screen(page, "depart-fait");
  const answer = await request.post("/api/v1/session", { data: { email: person.email, password: person.password } });
  expect(answer.status()).toBe(401);
});
