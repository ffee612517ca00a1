import { newEdition } from "../support/editions.ts";
import { ownTitle } from "../support/filing.ts";
import { organisation } from "../support/organisations.ts";
import { account, DEMO, enter, enterAs, linkIn, mailTo } from "../support/people.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";

test("a referent is invited, accepts, sees her territory only, and is told when her account is disabled", async ({ page, request, someoneElse }) => {
  const person = await account(request);
  await enterAs(page, DEMO.administrator);
  await page.goto("/administration");
  await page.getByRole("link", { name: "Personnes et rôles" }).click();
  await page.getByText("Envoyer une invitation").click();
  await page.getByRole("button", { name: "Envoyer l’invitation" }).click();
  await expect(page.getByText("Choisissez le territoire du référent.").first()).toBeVisible();
  await page.getByLabel("Adresse électronique de la personne").fill(person.email);
  const form = page.locator("form").filter({ hasText: "Envoyer l’invitation" });
  await form.getByLabel("Territoire").selectOption({ label: "La Réunion" });
  await form.getByRole("button", { name: "Envoyer l’invitation" }).press("Enter");
  await expect(page.getByText(person.email).first()).toBeVisible();
  await screen(page, "personnes");

  const theirs = await (await someoneElse()).newPage();
  await enter(theirs, person);
  await theirs.goto(linkIn(await mailTo(request, person.email, /invitation à un rôle/), "/invitation-role"));
  await expect(theirs.getByText(/Référent \(La Réunion\)/)).toBeVisible();
  await screen(theirs, "invitation-role");
  await theirs.getByRole("button", { name: "Accepter ce rôle" }).click();
  await expect(theirs.getByRole("main").getByText("Vous avez ce rôle")).toBeVisible();
  await theirs.getByRole("main").getByRole("link", { name: "Labellisation" }).click();
  await expect(theirs.getByRole("heading", { level: 1 })).toBeVisible();

  // A file of another territory is not there for her.
  const opened = await request.post("/api/v1/session", { data: { email: person.email, password: person.password } });
  const theirToken = { Authorization: `Bearer ${(await opened.json()).accessToken}` };
  const national = await request.post("/api/v1/session", { data: { email: DEMO.coordinator, password: DEMO.password } });
  const all = { Authorization: `Bearer ${(await national.json()).accessToken}` };
  const elsewhere = (await (await request.get("/api/v1/labels/queue?territory=region:84&limit=1", { headers: all })).json()).items[0].id;
  expect((await request.get(`/api/v1/labels/events/${elsewhere}`, { headers: theirToken })).status()).toBe(404);

  await page.getByLabel("Nom ou adresse électronique").fill(person.email);
  // The answer replaces the list: its line is pressed once the others are gone.
  await expect(page.getByText("1 personne affichée")).toBeVisible();
  const line = page.locator(".people__one").filter({ has: page.getByRole("link", { name: person.name }) }).filter({ hasText: person.email });
  await line.getByRole("link").click();
  await expect(page.getByRole("heading", { level: 2, name: person.name })).toBeVisible();
  await screen(page, "personne");
  await page.getByText("Désactiver ce compte").click();
  await page.getByRole("button", { name: "Désactiver", exact: true }).click();
  await expect(page.locator(".field__error").first()).toBeVisible();
  await page.getByLabel("Motif").fill("Départ du réseau des référents");
  await page.getByRole("button", { name: "Désactiver", exact: true }).click();
  await expect(page.getByText(/Désactivé le/)).toBeVisible();
  await expect(page.getByRole("heading", { level: 2, name: person.name })).toBeFocused();

  await theirs.reload();
  await expect(theirs.getByText("Connectez-vous pour continuer")).toBeVisible();
  await theirs.goto("/connexion");
  await theirs.getByLabel("Adresse électronique").fill(person.email);
  await theirs.getByLabel("Mot de passe").fill(person.password);
  await theirs.getByRole("main").getByRole("button", { name: "Se connecter" }).click();
  await expect(theirs.getByText(/Ce compte est désactivé/)).toBeVisible();
});

test("an administrator filters the log and has it verified", async ({ page, request }) => {
  // The log has an edition that was saved.
  await newEdition(request);
  await enterAs(page, DEMO.administrator);
  await page.goto("/administration/journal");
  await page.getByRole("combobox", { name: "Sujet", exact: true }).selectOption({ label: "Éditions" });
  await expect(page).toHaveURL(/objet=edition/);
  await expect(page.getByText(/Édition enregistrée, par/).first()).toBeVisible();
  await expect(page.locator(".administration-log").getByText(/Label accordé/)).toHaveCount(0);
  await screen(page, "journal");
  await page.getByRole("button", { name: "Retirer les filtres" }).press("Enter");
  await expect(page.getByRole("heading", { name: /Changements/ })).toBeFocused();
  await page.getByRole("button", { name: "Vérifier le journal" }).press("Enter");
  await expect(page.getByText("Chaîne intacte")).toBeVisible();
  await page.goto("/administration/taches");
  await expect(page.getByRole("heading", { name: "Tâches régulières" })).toBeVisible();
  await expect(page.getByRole("row", { name: /Conservation de la tête du journal/ })).toBeVisible();
  await screen(page, "taches");
});

test("the coordination finds an organisation and sees what a merge would move", async ({ page, request }) => {
  await organisation(request, await account(request), ownTitle("Tuilerie"), "company");
  await enterAs(page, DEMO.coordinator);
  await page.goto("/administration/organisations");
  await expect(page.getByRole("heading", { name: "Fiches" })).toBeVisible();
  await page.getByLabel("Nom, SIRET ou UAI").fill("aucune fiche de ce nom");
  await expect(page.getByText("Aucune fiche ne correspond à cette recherche")).toBeVisible();
  const merge = page.getByRole("button", { name: /^Réunir / });
  const none = page.getByText("Aucune fiche ne correspond à cette recherche");
  await page.getByLabel("Nom, SIRET ou UAI").fill("");
  await expect(page.locator(".people__one").first()).toBeVisible();
  // What the list shows until the answer comes has more than the duplicates.
  const answered = page.waitForResponse((answer) => /[?&]duplicates=true/.test(answer.url()));
  await page.getByLabel("Seulement les doublons probables").check();
  await (await answered).finished();
  await expect(merge.first().or(none)).toBeVisible();
  await screen(page, "organisations");
  if (await merge.count()) {
    await merge.first().click();
    await expect(page.getByRole("dialog").getByText("Cette opération ne s’annule pas.")).toBeVisible();
    await screen(page, "reunir");
  }
});
