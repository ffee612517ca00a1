import { readFile } from "node:fs/promises";
import { daysAfter, openEdition } from "../support/api.ts";
import {
  fillDeclaration, fillEvent, fillImage, fillOccurrence, fillOrganiser, fillPlace, fillPublic, nextStep, openNew, ownTitle, picture, saved, stepHeading, tuesday,
} from "../support/filing.ts";
import { account, enter, mailTo } from "../support/people.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";

test("an organiser fills in the form in five steps, submits the event and withdraws it", async ({ page, request }) => {
  const person = await account(request);
  const edition = await openEdition(request);
  const title = ownTitle("Visite de la fonderie");
  await enter(page, person);
  await openNew(page);
  await screen(page, "etape-1");

  await fillOrganiser(page, person);
  await nextStep(page, 2);
  await fillEvent(page, title);
  await fillImage(page);
  const description = page.getByLabel("Description", { exact: true });
  await description.fill(`${await description.inputValue()}\n\nAu **programme** :\n- la fonderie\n- le laminoir`);
  await page.getByText("Aperçu de la description mise en forme").click();
  await expect(page.locator(".formatted").getByRole("strong")).toHaveText("programme");
  await expect(page.locator(".formatted").getByRole("listitem")).toHaveText(["la fonderie", "le laminoir"]);
  await saved(page);
  await page.reload();
  await expect(page.getByLabel("Titre", { exact: true })).toHaveValue(title);
  await expect(page.getByLabel("Crédits de l’image")).toHaveValue("© Fonderie du Rhône");
  await screen(page, "etape-2");

  await nextStep(page, 3);
  await fillPlace(page);
  await expect(page.getByLabel("Code postal")).toHaveValue("69100");
  await page.getByText("Repère sur la carte et accès").click();
  await page.getByLabel("Latitude").fill("45,7700");
  await page.getByLabel("Longitude").fill("4,8900");
  await expect(page.getByText(/Le repère est à .*\sk?m de la mairie de Villeurbanne/)).toBeVisible();
  const pin = page.getByLabel(/^Repère du lieu/);
  await pin.focus();
  await pin.press("ArrowRight");
  await expect(page.getByLabel("Longitude")).not.toHaveValue(/^4,89(00)?$/);
  await fillOccurrence(page, tuesday(edition));
  await saved(page);
  await screen(page, "etape-3");

  await nextStep(page, 4);
  await fillPublic(page);
  await screen(page, "etape-4");

  await nextStep(page, 5);
  await fillDeclaration(page);
  await screen(page, "etape-5");
  const answers = page.getByRole("region", { name: "Vérifiez vos réponses" });
  await expect(answers).toContainText(title);
  await expect(answers.getByRole("img", { name: /^Deux poches de métal/ })).toBeVisible();
  await answers.getByRole("link", { name: "Modifier : Résumé" }).click();
  await expect(page.getByLabel("Résumé")).toBeFocused();
  await page.keyboard.press("End");
  await page.keyboard.type(" Sur inscription.");
  await screen(page, "etape-2-modifier");
  await page.getByRole("link", { name: "Revenir à la vérification" }).click();
  await expect(answers.getByRole("link", { name: "Modifier : Résumé" })).toBeFocused();
  await expect(answers).toContainText("y travaillent. Sur inscription.");
  await page.getByRole("button", { name: "Voir l’aperçu de la page publique" }).click();
  await expect(page.getByRole("dialog", { name: "Aperçu de la page publique" })).toContainText(title);
  await screen(page, "relecture");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Soumettre à la labellisation" }).click();

  const filed = page.getByRole("region", { name: "Votre dossier est déposé" });
  await expect(filed.getByText(/Référence du dossier\s: [0-9A-Z]{4}-[0-9A-Z]{4}/)).toBeVisible();
  await expect(filed.getByText(/Réponse au plus tard le \S+ \d/)).toBeVisible();
  const download = page.waitForEvent("download");
  await filed.getByRole("link", { name: "Ajouter l’échéance à mon agenda" }).click();
  const entry = await readFile(await (await download).path(), "utf8");
  expect(entry).toMatch(/^BEGIN:VCALENDAR\r\n/);
  expect(entry.replaceAll("\r\n ", "")).toMatch(new RegExp(`SUMMARY:Réponse attendue\\s: ${title}`));
  expect(entry).toMatch(/DTSTART;VALUE=DATE:\d{8}/);
  await expect.poll(() => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("semaine.own.")))).toEqual([]);
  const referent = page.getByRole("region", { name: "Qui est votre référent" });
  await expect(referent.getByRole("link", { name: /@/ })).toHaveAttribute("href", /^mailto:/);
  await screen(page, "dossier-soumis");
  await mailTo(request, person.email, new RegExp(title));

  await page.getByRole("button", { name: "Retirer le dossier" }).click();
  const dialog = page.getByRole("dialog", { name: "Retirer ce dossier ?" });
  await dialog.getByLabel("Raison du retrait").fill("La visite n’aura pas lieu : travaux.");
  await screen(page, "retrait");
  await dialog.getByRole("button", { name: "Retirer le dossier" }).click();
  await expect(page.getByText("Vous avez retiré ce dossier")).toBeVisible();
  await page.getByRole("link", { name: "Tous mes événements" }).click();
  await expect(page.getByRole("article").filter({ hasText: title })).toContainText("Retiré");
  await screen(page, "mes-evenements");
});

test("a typed commune is taken by Enter and by leaving the field, and what names none stays as typed", async ({ page, request }) => {
  await enter(page, await account(request));
  await openNew(page);
  await nextStep(page, 2);
  await nextStep(page, 3);
  await page.getByRole("radio", { name: "Sur place", exact: true }).check();
  const field = page.getByRole("combobox", { name: "Commune" });
  const proposed = (name: RegExp) => expect(page.getByRole("option", { name }).first()).toBeVisible();

  await field.fill("villeurbanne");
  await proposed(/^Villeurbanne \(69\)/);
  await field.press("Enter");
  await expect(field).toHaveValue("Villeurbanne (69)");

  await field.fill("lyon");
  await proposed(/^Lyon \(69\)/);
  await field.press("Tab");
  await expect(field).toHaveValue("Lyon (69)");

  await field.fill("Y");
  await proposed(/^Y \(80\)/);
  await field.fill("Xyzzyx");
  await field.press("Tab");
  await expect(page.getByText("Choisissez une proposition de la liste.")).toBeVisible();
  await expect(field).toHaveValue("Xyzzyx");
  await screen(page, "commune-inconnue");
});

test("an unusable image is refused with a message, and a valid one can be removed by keyboard", async ({ page, context, request, complaints }) => {
  await enter(page, await account(request));
  await openNew(page);
  await nextStep(page, 2);
  const field = page.getByLabel("Image de l’événement");
  const choose = (name: string, mimeType: string, buffer: Buffer) => field.setInputFiles({ name, mimeType, buffer });
  const good = await picture(page);

  await choose("fonderie.heic", "image/heic", good);
  await expect(page.getByText("Ce fichier n’est pas une image lisible.")).toBeVisible();
  // The server refuses it in the same words: until it does, the page takes no other file.
  const refused = page.waitForResponse((answer) => answer.url().endsWith("/image") && !answer.ok());
  await choose("fonderie.jpg", "image/jpeg", Buffer.from("pas une image"));
  await refused;
  await expect(field).not.toHaveClass(/field__input--waiting/);
  await expect(page.getByText("Ce fichier n’est pas une image lisible.")).toBeVisible();
  await choose("fonderie.jpg", "image/jpeg", Buffer.alloc(9 * 1024 * 1024));
  await expect(page.getByText("Ce fichier pèse 9 Mo : 8 Mo au plus.")).toBeVisible();
  await choose("icone.png", "image/png", await picture(page, 64, 64, "image/png"));
  await expect(page.getByText("Les dimensions de cette image ne conviennent pas")).toBeVisible();
  await screen(page, "etape-2-image-refusee");
  await context.setOffline(true);
  await choose("fonderie.jpg", "image/jpeg", good);
  await expect(page.getByText("Vous êtes hors ligne : l’image n’est pas partie.")).toBeVisible();
  await context.setOffline(false);
  complaints.splice(0, complaints.length, ...complaints.filter((text) => !/ERR_INTERNET_DISCONNECTED/.test(text)));

  await choose("fonderie.jpg", "image/jpeg", good);
  const shown = page.getByRole("img", { name: "Aperçu de l’image choisie" });
  await expect(shown).toBeVisible();
  await expect(page.getByText("hors ligne : l’image")).toBeHidden();
  await nextStep(page, 3);
  await page.getByRole("navigation", { name: "Étapes du dossier" }).getByRole("link", { name: "Événement" }).click();
  await expect(page.locator("#image-alt-error")).toHaveText("Ce champ est obligatoire.");
  await page.getByRole("button", { name: "Retirer l’image" }).press("Enter");
  await expect(shown).toBeHidden();
  await expect(page.getByLabel("Image de l’événement")).toBeFocused();
  await expect(page.getByLabel("Description de l’image")).toBeHidden();
  await saved(page);
});

test("the point that crops keep is pressed on the image or moved by keyboard, and stays", async ({ page, request }) => {
  await enter(page, await account(request));
  await openNew(page);
  await nextStep(page, 2);
  await fillImage(page);
  await page.getByText("Cadrage de l’image").click();
  const image = page.locator(".focus__picture > img");
  const box = await image.boundingBox();
  if (!box) throw new Error("the image is not shown");
  await image.click({ position: { x: box.width * 0.2, y: box.height * 0.5 } });
  const [across, down] = [page.getByLabel("De gauche à droite"), page.getByLabel("De haut en bas")];
  await expect(across).toHaveValue(/^(19|20|21)$/);
  await expect(page.locator(".focus__square")).toHaveCSS("object-position", "20% 20%");
  await down.press("Home");
  await across.press("End");
  await expect(page.locator(".focus__square")).toHaveCSS("object-position", "100% 100%");
  // Wider than the image: the poster keeps its top. Narrower: the square of the e-mail signature keeps its right side.
  await expect(page.locator(".focus__kit").first()).toHaveCSS("object-position", "0% 0%");
  const signature = page.locator("figure", { hasText: "Signature de courriel" }).locator("img");
  await expect(signature).toHaveCSS("object-position", "100% 100%");
  await screen(page, "etape-2-cadrage");
  await saved(page);

  await page.reload();
  await page.getByText("Cadrage de l’image").click();
  await expect(across).toHaveValue("100");
  await expect(down).toHaveValue("0");
});

test("submitting an empty form lists every error with a link to its field and step", async ({ page, request }) => {
  await enter(page, await account(request));
  await openNew(page);
  await page.getByRole("navigation", { name: "Étapes du dossier" }).getByRole("link", { name: "Vérification" }).click();
  await expect(stepHeading(page, 5)).toBeVisible();
  await page.getByRole("button", { name: "Soumettre à la labellisation" }).click();

  const summary = page.getByRole("alert").filter({ hasText: "points sont à corriger" });
  await expect(summary).toBeFocused();
  await screen(page, "etape-5-erreurs");

  await summary.getByRole("link", { name: /^Titre : / }).click();
  await expect(page.getByLabel("Titre", { exact: true })).toBeFocused();
  await expect(page).toHaveURL(/etape=2/);
  await screen(page, "etape-2-erreurs");
});

test("a day outside the edition's dates is reported immediately, and the findings on the criteria follow the form", async ({ page, request }) => {
  const person = await account(request);
  const edition = await openEdition(request);
  await enter(page, person);
  await openNew(page);
  const step = (name: string) => page.getByRole("navigation", { name: "Étapes du dossier" }).getByRole("link", { name }).click();
  const check = (criterion: string) =>
    page.getByRole("region", { name: "Les quatre critères du label" }).getByRole("listitem").filter({ has: page.getByText(criterion, { exact: true }) });

  await step("Dates et lieu");
  await expect(stepHeading(page, 3)).toBeVisible();
  await fillPlace(page);
  await fillOccurrence(page, daysAfter(edition.window.last, 1));
  await expect(page.getByText("Ce jour est en dehors des dates admises.")).toBeVisible();
  await screen(page, "etape-3-hors-dates");
  await step("Vérification");
  await expect(check("Dates").getByText("Non rempli")).toBeVisible();

  await step("Dates et lieu");
  await page.getByRole("group", { name: "Séance 1" }).getByLabel("Jour").fill(tuesday(edition));
  await expect(page.getByText("Ce jour est en dehors des dates admises.")).toBeHidden();
  await step("Public et accès");
  await page.getByRole("radio", { name: "Non, payant" }).check();
  await expect(page.getByText("Un événement payant ne peut pas être labellisé.")).toBeVisible();
  await step("Vérification");
  await expect(check("Dates").getByText("Rempli", { exact: true })).toBeVisible();
  await expect(check("Gratuité").getByText("Non rempli")).toBeVisible();

  await step("Public et accès");
  await fillPublic(page);
  await step("Vérification");
  await expect(check("Gratuité").getByText("Rempli", { exact: true })).toBeVisible();
  await expect(check("Publics").getByText("Un référent examinera")).toBeVisible();
});
