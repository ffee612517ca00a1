import { type EventSummary, labelled, type Listed, read } from "../support/api.ts";
import { newEdition } from "../support/editions.ts";
import { completeDraft, nextStep, ownTitle, saved } from "../support/filing.ts";
import { account, DEMO, enter, enterAs, label } from "../support/people.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";

test("a field of the edition is asked for one kind of event and not for another", async ({ page, request }) => {
  const person = await account(request);
  const { id } = await completeDraft(request, person, ownTitle("Visite de la forge"));
  await enter(page, person);
  await page.goto(`/mes-evenements/${id}/modifier?etape=4`);
  const capacity = page.getByLabel("Nombre maximal de visiteurs par groupe");
  const step = (name: string) => page.getByRole("navigation", { name: "Étapes du dossier" }).getByRole("link", { name }).click();
  const folded = page.getByText("Précisions demandées par cette édition");

  await test.step("it is optional for a visit that everybody may join, and folded", async () => {
    await expect(capacity).toBeHidden();
    await folded.click();
    await expect(capacity).toBeVisible();
    await expect(capacity).not.toHaveAttribute("aria-required", "true");
    // Several of a list; and one of a list that is asked beside another answer.
    await page.getByRole("group", { name: "Équipements de protection à porter" }).getByRole("checkbox", { name: "Casque" }).check();
    await expect(page.getByLabel("Lien avec les programmes scolaires")).toHaveCount(0);
    await page.getByRole("checkbox", { name: "Communauté éducative" }).check();
    await page.getByLabel("Lien avec les programmes scolaires").selectOption({ label: "Technologie" });
  });

  await test.step("it is required for a visit on registration", async () => {
    await page.getByRole("radio", { name: "Sur inscription" }).check();
    const booking = page.getByRole("group", { name: "Réservation pour le public" });
    await booking.getByLabel("Adresse électronique").fill("visites@example.org");
    await expect(capacity).toBeVisible();
    await expect(capacity).toHaveAttribute("aria-required", "true");
    await capacity.fill("soixante");
    await capacity.press("Tab");
    await expect(capacity).toHaveAttribute("aria-invalid", "true");
    await capacity.fill("");
    await screen(page, "champs-de-l-edition");
    await nextStep(page, 5);
    await saved(page);
    await page.getByRole("button", { name: "Soumettre à la labellisation" }).click();
    await page.locator(".error-summary").getByRole("link", { name: /Nombre maximal de visiteurs par groupe/ }).click();
    await expect(capacity).toBeFocused();
    await capacity.fill("12");
    await saved(page);
  });

  await test.step("it goes with the kind, and comes back with what was typed", async () => {
    await step("Événement");
    const kind = page.getByLabel("Type d’événement");
    await kind.selectOption({ label: "Exposition" });
    await saved(page);
    await step("Public et accès");
    await expect(page.getByLabel("Participants attendus")).toBeVisible();
    await expect(capacity).toHaveCount(0);
    await step("Événement");
    await kind.selectOption({ label: "Visite d’entreprise" });
    await saved(page);
    await step("Public et accès");
    await expect(capacity).toHaveValue("12");
  });

  await test.step("it is among the answers to check, and is submitted", async () => {
    await nextStep(page, 5);
    const line = page.locator(".answers__line", { hasText: "Nombre maximal de visiteurs par groupe" });
    await expect(line).toContainText("12");
    await expect(page.locator(".answers__line", { hasText: "Équipements de protection à porter" })).toContainText("Casque");
    await expect(page.locator(".answers__line", { hasText: "Lien avec les programmes scolaires" })).toContainText("Technologie");
    await screen(page, "champs-de-l-edition-verification");
    await page.getByRole("button", { name: "Soumettre à la labellisation" }).click();
    await expect(page.getByRole("region", { name: "Votre dossier est déposé" })).toBeVisible();
  });
});

test("a document is sent, replaced, removed, submitted, read by the referent, and downloaded from the public page", async ({ page, request, someoneElse }) => {
  const person = await account(request);
  const title = ownTitle("Visite de la robinetterie");
  const { id } = await completeDraft(request, person, title);
  const pdf = (words: string) => Buffer.from(`%PDF-1.7\n1 0 obj\n(${words})\nendobj\n%%EOF\n`);
  await enter(page, person);
  await page.goto(`/mes-evenements/${id}/modifier?etape=4`);
  await page.getByText("Précisions demandées par cette édition").click();
  const label = "Consignes de visite à lire avant de venir";
  const field = page.getByLabel(label);
  const choose = (name: string, buffer: Buffer) => field.setInputFiles({ name, mimeType: "application/pdf", buffer });

  await test.step("what is no document is refused", async () => {
    await choose("consignes.pdf", Buffer.from("<html><script>alert(1)</script>"));
    await expect(page.getByText("Ce fichier n’est pas d’un type accepté")).toBeVisible();
    await choose("consignes.pdf", Buffer.alloc(5 * 1024 * 1024));
    await expect(page.getByText(/Ce fichier est trop lourd\s: 4\sMo au plus/)).toBeVisible();
    await screen(page, "document-refuse");
  });

  await test.step("it is sent, replaced and removed, by keyboard too", async () => {
    await choose("consignes.pdf", pdf("première version"));
    const download = page.getByRole("button", { name: "Télécharger consignes.pdf" });
    await expect(download).toBeVisible();
    await choose("Règles.PDF", pdf("deuxième version"));
    await expect(page.getByRole("button", { name: "Télécharger Règles.pdf" })).toBeVisible();
    await expect(download).toHaveCount(0);
    await screen(page, "document");
    await page.getByRole("button", { name: "Retirer le document" }).press("Enter");
    await expect(page.getByRole("button", { name: "Télécharger Règles.pdf" })).toHaveCount(0);
    await expect(field).toBeFocused();
    await choose("consignes.pdf", pdf("dernière version"));
    await expect(download).toBeVisible();
    await saved(page);
  });

  await test.step("it is there after a reload, and is submitted", async () => {
    await page.reload();
    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: "Télécharger consignes.pdf" }).click();
    expect((await downloading).suggestedFilename()).toBe("consignes.pdf");
    await nextStep(page, 5);
    await expect(page.locator(".answers__line", { hasText: label })).toContainText("consignes.pdf");
    await saved(page);
    await page.getByRole("button", { name: "Soumettre à la labellisation" }).click();
    await expect(page.getByRole("region", { name: "Votre dossier est déposé" })).toBeVisible();
  });

  await test.step("a reader with the secret link downloads it, until the link is removed", async () => {
    await page.goto(`/mes-evenements/${id}`);
    await page.locator("summary", { hasText: "Lien de lecture" }).click();
    await page.getByRole("button", { name: "Créer un lien" }).click();
    const link = await page.getByLabel("Lien à transmettre").inputValue();
    const reader = await (await someoneElse()).newPage();
    await reader.goto(link);
    const download = reader.getByRole("button", { name: "Télécharger consignes.pdf" });
    const downloading = reader.waitForEvent("download");
    await download.click();
    expect((await downloading).suggestedFilename()).toBe("consignes.pdf");
    await page.getByRole("button", { name: "Supprimer le lien" }).click();
    await page.getByRole("button", { name: "Confirmer : Supprimer le lien" }).click();
    await expect(page.getByText("Le lien est supprimé : il ne marche plus.")).toBeVisible();
    await download.click();
    await expect(reader.getByRole("alert")).toBeVisible();
  });

  const referent = await (await someoneElse()).newPage();
  await enterAs(referent, DEMO.referentOfAuvergneRhoneAlpes);
  await referent.goto(`/labellisation/${id}`);
  await test.step("the referent reads it and grants the label", async () => {
    await referent.getByRole("tab", { name: "Dossier complet" }).click();
    const downloading = referent.waitForEvent("download");
    await referent.getByRole("button", { name: "Télécharger consignes.pdf" }).click();
    expect((await downloading).suggestedFilename()).toBe("consignes.pdf");
    await referent.getByRole("button", { name: "Tout est rempli : labelliser" }).click();
  });

  await test.step("everybody downloads it from the public page", async () => {
    await expect.poll(async () => (await labelled(request, title)).items.length).toBe(1);
    const [event] = (await labelled(request, title)).items;
    await page.goto(`/evenements/${event?.edition}/${event?.slug}`);
    const link = page.getByRole("link", { name: "consignes.pdf" });
    const answer = await request.get((await link.getAttribute("href")) ?? "");
    expect(answer.headers()["content-type"]).toBe("application/pdf");
    expect(await answer.text()).toContain("dernière version");
    await screen(page, "document-public");
  });
});

test("an organiser answers every kind of question of an edition, and the public reads what is public", async ({ page, request }) => {
  const guided = [{ field: "/additional/visite-commentee", isOneOf: [true] }];
  const terms = (labels: Record<string, string>) => Object.entries(labels).map(([id, text]) => ({ id, label: text }));
  const edition = await newEdition(request, () => ({
    additional: [
      { key: "rendez-vous", label: "Point de rendez-vous", answer: { type: "line", min: 3, max: 80 }, required: true, public: true },
      { key: "visite-commentee", label: "Visite commentée", answer: { type: "yes_no" }, required: true, public: true },
      { key: "deroulement", label: "Déroulement du commentaire", answer: { type: "prose", min: 10, max: 600 }, public: true, shownWhen: guided, requiredWhen: [{ field: "/audiences", isOneOf: ["general_public"] }] },
      { key: "langue", label: "Langue du commentaire", answer: { type: "one", terms: terms({ fr: "Français", en: "Anglais" }) }, required: true, public: true, shownWhen: guided },
      { key: "ateliers", label: "Ateliers ouverts", answer: { type: "many", max: 2, terms: terms({ forge: "Forge", fonderie: "Fonderie", usinage: "Usinage" }) }, required: true, public: true },
      { key: "accompagnants", label: "Accompagnants prévus", answer: { type: "number", min: 1, max: 12 } },
    ].map((field) => ({ ...field, step: "public" })),
  }));
  const person = await account(request);
  const { id } = await completeDraft(request, person, ownTitle("Visite de la tréfilerie"), { into: edition });
  await enter(page, person);
  await page.goto(`/mes-evenements/${id}/modifier?etape=4`);
  const place = page.getByLabel("Point de rendez-vous");
  const course = page.getByLabel("Déroulement du commentaire");
  const helpers = page.getByLabel("Accompagnants prévus");
  const comment = page.getByRole("group", { name: "Visite commentée" });
  const language = page.getByRole("group", { name: "Langue du commentaire" });
  const workshops = page.getByRole("group", { name: "Ateliers ouverts" });
  const submit = page.getByRole("button", { name: "Soumettre à la labellisation" });
  const back = page.getByRole("link", { name: "Revenir à la vérification" });
  const faults = page.locator(".error-summary").getByRole("link");

  await test.step("what is missing is refused, and each fault leads to its question", async () => {
    await expect(place).toBeVisible();
    await expect(course.or(language)).toHaveCount(0);
    await nextStep(page, 5);
    await submit.click();
    await expect(faults).toHaveText([/^Point de rendez-vous/, /^Visite commentée/, /^Ateliers ouverts/]);
    await screen(page, "questions-manquantes");
    await faults.first().click();
    await expect(place).toBeFocused();
  });

  await test.step("each kind of answer says what is wrong with it", async () => {
    await place.fill("ab");
    await place.press("Tab");
    await expect(place).toHaveAttribute("aria-invalid", "true");
    await place.fill("Portail nord, rue de la Coulée");
    for (const name of ["Forge", "Fonderie", "Usinage"]) await workshops.getByRole("checkbox", { name }).check();
    await expect(workshops.locator(".field__error")).toBeVisible();
    await workshops.getByRole("checkbox", { name: "Fonderie" }).uncheck();
    await expect(workshops.locator(".field__error")).toHaveCount(0);
    await page.getByText("Précisions demandées par cette édition").click();
    await helpers.fill("13");
    await helpers.press("Tab");
    await expect(helpers).toHaveAttribute("aria-invalid", "true");
    await helpers.fill("4");
    await expect(helpers).not.toHaveAttribute("aria-invalid", "true");
  });

  await test.step("an answer asks for more, which is required then, and keeps what was typed when it goes", async () => {
    await comment.getByRole("radio", { name: "Oui" }).check();
    await expect(course).toHaveAttribute("aria-required", "true");
    await course.fill("D’abord la cour, puis les fours.\n\nEnfin l’atelier de finition.");
    await comment.getByRole("radio", { name: "Non" }).check();
    await expect(course.or(language)).toHaveCount(0);
    await comment.getByRole("radio", { name: "Oui" }).check();
    await expect(course).toHaveValue(/^D’abord la cour/);
    await back.click();
    await submit.click();
    await expect(faults).toHaveText([/^Langue du commentaire/]);
    await faults.click();
    await language.getByRole("radio", { name: "Anglais" }).check();
    await saved(page);
    await screen(page, "questions");
  });

  await test.step("the answers are there after a reload, and are submitted", async () => {
    await page.reload();
    await expect(place).toHaveValue("Portail nord, rue de la Coulée");
    await expect(comment.getByRole("radio", { name: "Oui" })).toBeChecked();
    await expect(course).toHaveValue(/finition\.$/);
    await expect(language.getByRole("radio", { name: "Anglais" })).toBeChecked();
    await expect(workshops.getByRole("checkbox", { checked: true })).toHaveCount(2);
    await expect(helpers).toHaveValue("4");
    await back.click();
    await expect(page.locator(".answers__line", { hasText: "Visite commentée" })).toContainText("Oui");
    await submit.click();
    await expect(page.getByRole("region", { name: "Votre dossier est déposé" })).toBeVisible();
  });

  await label(request, id);
  await expect.poll(async () => (await read<Listed<EventSummary>>(request, `/api/v1/catalogue/events?edition=${edition.slug}`)).items.length).toBe(1);
  await page.reload();
  await expect(page.locator(".summary")).toContainText("Accompagnants prévus");
  await page.getByRole("link", { name: "Voir la page publique" }).click();
  await expect(page).toHaveURL(new RegExp(`/evenements/${edition.slug}/`));
  for (const answer of ["Portail nord, rue de la Coulée", "Enfin l’atelier de finition.", "Anglais", "Forge", "Usinage"]) {
    await expect(page.getByRole("definition").filter({ hasText: answer })).toBeVisible();
  }
  await expect(page.getByText("Accompagnants prévus")).toHaveCount(0);
  await screen(page, "questions-public");
});
