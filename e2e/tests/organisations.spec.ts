import { file, openNew, ownTitle, saved } from "../support/filing.ts";
import { addOrganisation, organisation, siret } from "../support/organisations.ts";
import { account, enter, label, linkIn, mailTo } from "../support/people.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";

test("an organisation is created by its number, a colleague joins it, and both see what is filed in its name", async ({ page, request, someoneElse }) => {
  const [manager, colleague] = [await account(request), await account(request)];
  const name = ownTitle("Fonderie des Trois Rivières");
  const number = siret();
  await enter(page, manager);
  await page.goto("/mes-organisations");
  await expect(page.getByText("Vous n’avez pas encore d’organisation")).toBeVisible();
  await page.getByLabel("Numéro SIRET ou UAI").fill("91000000100009");
  await page.getByRole("button", { name: "Ajouter l’organisation" }).click();
  await expect(page.locator(".field__error").first()).toContainText("SIRET");
  await screen(page, "mes-organisations");
  await addOrganisation(page, number, name);
  const address = new URL(page.url()).pathname;
  await page.getByLabel("Adresse électronique de la personne").fill(colleague.email);
  await page.getByRole("radio", { name: "Déposer et compléter les dossiers" }).check();
  await page.getByRole("button", { name: "Envoyer l’invitation" }).click();
  await expect(page.getByRole("heading", { name: "Invitations en attente" })).toBeVisible();
  await screen(page, "organisation");

  const theirs = await (await someoneElse()).newPage();
  await enter(theirs, colleague);
  const mail = await mailTo(request, colleague.email, /Invitation à rejoindre/);
  await theirs.goto(linkIn(mail, "/invitation-organisation"));
  await expect(theirs.getByText(name)).toBeVisible();
  await screen(theirs, "invitation-organisation");
  await theirs.getByRole("button", { name: `Accepter : ${name}` }).click();
  await expect(theirs.getByRole("heading", { level: 2, name })).toBeVisible();
  await expect(theirs.getByText(`${colleague.name} (vous)`)).toBeVisible();
  await expect(theirs.getByRole("button", { name: "Envoyer l’invitation" })).toHaveCount(0);

  const title = ownTitle("Visite de la fonderie");
  await openNew(theirs);
  await theirs.goto(`${new URL(theirs.url()).pathname}?etape=1`);
  await theirs.getByLabel("Déposer au nom de").selectOption({ label: name });
  await expect(theirs.getByLabel("Nom de l’organisation")).toHaveValue(name);
  await expect(theirs.getByLabel("Numéro SIRET")).toHaveValue(number);
  await screen(theirs, "depot-organisation");
  const form = new URL(theirs.url()).pathname;
  await theirs.goto(`${form}?etape=2`);
  await theirs.getByLabel("Titre", { exact: true }).fill(title);
  await saved(theirs);

  await page.goto("/mes-evenements");
  await expect(page.getByRole("link", { name: title })).toHaveCount(0);
  await page.getByLabel("Dossiers", { exact: true }).selectOption({ label: name });
  await expect(page.getByRole("link", { name: title }).first()).toBeVisible();
  await screen(page, "mes-evenements-organisation");
  await page.goto(form);
  await expect(page.getByLabel("Déposer au nom de")).toBeVisible();
  await theirs.goto("/mes-evenements");
  await expect(theirs.getByRole("link", { name: title }).first()).toBeVisible();

  // The public page of an organisation with a labelled event.
  await label(request, await file(request, colleague, ownTitle("Visite de l’atelier"), { siret: number }));
  const shown = () => request.get(`/organisateurs/${number}`, { headers: { Accept: "text/html" } });
  await expect.poll(async () => (await shown()).status()).toBe(200);
  await theirs.goto(`/organisateurs/${number}`);
  await expect(theirs.getByRole("heading", { level: 1, name })).toBeVisible();
  await expect(theirs.getByRole("link", { name: /^Visite de l’atelier/ }).first()).toBeVisible();
  await screen(theirs, "organisateur");

  await page.goto(address);
  await page.getByLabel(`Rôle de ${colleague.name}`, { exact: true }).selectOption({ label: "Gérer l’organisation" });
  await expect(page.getByText("Le rôle est changé ; la personne en est informée.")).toBeVisible();
  await page.getByRole("button", { name: "Quitter cette organisation" }).click();
  await page.getByRole("button", { name: "Confirmer : Quitter cette organisation" }).click();
  await expect(page.getByText("Vous avez quitté cette organisation.")).toBeVisible();
  await expect(page.getByRole("link", { name })).toHaveCount(0);
});

test("a branch is mandated by a member company, files for it, and both see the file", async ({ page, request, someoneElse }) => {
  const [company, branch] = [ownTitle("Laminoir de la Loire"), ownTitle("Union des métiers du Rhône")];
  const [director, manager] = [await account(request), await account(request)];
  const { id, number } = await organisation(request, director, company, "company");
  const asks = await organisation(request, manager, branch, "federation");
  await enter(page, director);

  const theirs = await (await someoneElse()).newPage();
  await enter(theirs, manager);
  await theirs.goto(`/mes-organisations/${asks.id}`);
  const asking = theirs.getByRole("form", { name: "Demander un mandat" });
  await asking.getByLabel("Numéro SIRET ou UAI").fill(number);
  await asking.getByRole("button", { name: "Envoyer la demande" }).click();
  await expect(theirs.getByText("demande en attente")).toBeVisible();

  await page.goto(`/mes-organisations/${id}`);
  await page.getByRole("button", { name: `Accepter le mandat de ${branch}` }).click();
  await expect(page.getByText("mandat accepté", { exact: true })).toBeVisible();
  await screen(page, "mandat");

  const title = ownTitle("Visite du laminoir");
  await openNew(theirs);
  const form = new URL(theirs.url()).pathname;
  await theirs.goto(`${form}?etape=1`);
  await theirs.getByLabel("Déposer au nom de").selectOption({ label: `${company}, pour laquelle dépose ${branch}` });
  await expect(theirs.getByLabel("Nom de l’organisation")).toHaveValue(branch);
  await expect(theirs.locator("#organiser-onBehalfOf")).toHaveValue(company);
  await saved(theirs);
  await theirs.goto(`${form}?etape=2`);
  await theirs.getByLabel("Titre", { exact: true }).fill(title);
  await theirs.getByLabel("Résumé").focus();
  await saved(theirs);

  await page.goto("/mes-evenements");
  await page.getByLabel("Dossiers", { exact: true }).selectOption({ label: company });
  await expect(page.getByRole("link", { name: title }).first()).toBeVisible();

  await page.goto(`/mes-organisations/${id}`);
  const end = `Mettre fin au mandat avec ${branch}`;
  await page.getByRole("button", { name: end, exact: true }).click();
  await page.getByRole("button", { name: `Confirmer : ${end}` }).click();
  await expect(page.getByText("Aucun mandat.")).toBeVisible();
  await theirs.goto("/mes-evenements");
  await expect(theirs.getByRole("link", { name: title }).first()).toBeVisible();
});
