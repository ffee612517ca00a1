import { account, linkIn, mailTo, signIn, stranger } from "../support/people.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";

test("a person signs up, verifies the address by mail, signs in and signs out", async ({ page, request }) => {
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
  await page.goto(linkIn(mail, "/verification"));
  await expect(page.getByText("Votre adresse est vérifiée")).toBeVisible();
  await screen(page, "verification");

  await page.reload();
  await expect(page.getByText("Votre adresse est vérifiée")).toBeVisible();

  await signIn(page, person);
  await expect(page.getByRole("heading", { level: 1, name: "Mes événements" })).toBeVisible();
  await expect(page.getByText("Vous n’avez pas encore d’événement")).toBeVisible();
  await screen(page, "mes-evenements-vide");

  await page.reload();
  await page.getByRole("banner").getByText(person.name).click();
  await page.getByRole("button", { name: "Se déconnecter", exact: true }).click();
  await expect(page.getByRole("banner").getByRole("link", { name: "Se connecter" })).toBeVisible();

  await page.goto("/mes-evenements");
  await expect(page.getByText("Connectez-vous pour continuer")).toBeVisible();
  await screen(page, "espace-ferme");
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
    await page.getByRole("main").getByRole("button", { name: "Se connecter" }).click();
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
  await screen(page, "compte");

  await page.getByLabel("Prénom et nom").fill("Louise Caron-Petit");
  await page.getByRole("button", { name: "Enregistrer le nom" }).click();
  await expect(page.getByRole("banner").getByText("Louise Caron-Petit")).toBeVisible();

  const devices = page.getByRole("listitem").filter({ hasText: "Dernière activité" });
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
  await expect(page.getByText("Votre adresse est changée")).toBeVisible();
  await page.getByRole("main").getByRole("link", { name: "Mon compte" }).click();
  await expect(page.getByRole("region", { name: "Adresse électronique" })).toContainText(email);
});
