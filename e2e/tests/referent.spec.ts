import { labelled } from "../support/api.ts";
import { file, nextStep, ownTitle, saved } from "../support/filing.ts";
import { account, DEMO, enter, enterAs, mailTo } from "../support/people.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";
import type { Page } from "@playwright/test";

const CRITERIA = ["Dates", "Publics", "Industrie", "Gratuité"] as const;

function panel(page: Page, criterion: string) {
  return page.getByRole("region", { name: criterion, exact: true });
}

async function judge(page: Page, criterion: string, verdict: "Rempli" | "Non rempli" | "À préciser", comment = ""): Promise<void> {
  await panel(page, criterion).getByText(verdict, { exact: true }).last().click();
  if (comment) await panel(page, criterion).getByLabel(`Commentaire : ${criterion}`).fill(comment);
}

/** Searches a file in the queue and opens it: in a list of its own, which the files of other journeys do not move. */
async function openFromQueue(page: Page, title: string): Promise<void> {
  await page.goto(`/labellisation?q=${encodeURIComponent(title)}`);
  await expect(page.getByText("1 dossier", { exact: true })).toBeVisible();
  await page.getByRole("link", { name: title, exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
}

test("a referent requests a correction, receives it and grants the label; the event is public within a second", async ({ page, request, someoneElse, otherSite }) => {
  const organiser = await account(request);
  const title = ownTitle("Visite de la fonderie");
  const corrected = `${title} et du laminoir`;
  const id = await file(request, organiser, title);
  await enterAs(page, DEMO.referentOfAuvergneRhoneAlpes);
  await openFromQueue(page, title);
  await expect(page.getByText(/Réponse attendue au plus tard le /)).toBeVisible();
  await expect(panel(page, "Dates").getByText(/^Constat automatique\s: à contredire/)).toBeVisible();
  await screen(page, "examen");

  for (const criterion of CRITERIA) await judge(page, criterion, "Rempli");
  await judge(page, "Industrie", "À préciser", "Que voit-on du laminage ?");
  await expect(page.getByText(/^Enregistré à /)).toBeVisible();
  await page.getByRole("button", { name: "Labelliser" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "quatre fois « Rempli »" })).toBeVisible();
  await panel(page, "Industrie").getByRole("button", { name: "Demander de corriger : Titre" }).click();
  await page.getByRole("button", { name: /^Demander une correction/ }).click();
  const asking = page.getByRole("dialog", { name: "Demander une correction" });
  await expect(asking.getByLabel("Que faut-il corriger ?")).toHaveValue(/Que voit-on du laminage/);
  await asking.getByLabel("Que faut-il corriger ?").fill("");
  await asking.getByRole("button", { name: "Envoyer la demande" }).click();
  await expect(asking.getByRole("alert")).toBeFocused();
  await asking.getByLabel("Que faut-il corriger ?").fill("Dites dans le titre que l’on visite aussi le laminoir.");
  await asking.getByLabel("Titre", { exact: true }).selectOption("Incomplet");
  await screen(page, "demande-de-correction-point");
  await asking.getByRole("button", { name: "Envoyer la demande" }).click();
  await expect(page.getByRole("button", { name: `Annuler la décision sur « ${title} »` })).toBeVisible();

  const theirs = await (await someoneElse()).newPage();
  await mailTo(request, organiser.email, /correction/i);
  await enter(theirs, organiser);
  await theirs.goto(`/mes-evenements/${id}`);
  await expect(theirs.getByText("Dites dans le titre que l’on visite aussi le laminoir.").first()).toBeVisible();
  await screen(theirs, "correction-demandee");
  await theirs.getByRole("list").getByRole("link", { name: "Titre", exact: true }).first().click();
  await expect(theirs.getByLabel("Titre", { exact: true })).toBeFocused();
  await theirs.getByLabel("Titre", { exact: true }).fill(corrected);
  await expect(theirs.getByText("Seuls les champs demandés sont ouverts")).toBeVisible();
  await expect(theirs.getByLabel("Résumé")).toBeDisabled();
  await expect(theirs.getByLabel("Résumé")).toHaveAccessibleDescription(/déjà été examinés/);
  await screen(theirs, "correction-champs-verrouilles");
  await theirs.getByLabel("Titre", { exact: true }).blur();
  await saved(theirs);
  await nextStep(theirs, 3);
  await nextStep(theirs, 4);
  await nextStep(theirs, 5);
  await theirs.getByRole("button", { name: "Soumettre à nouveau" }).click();
  await expect(theirs.getByRole("region", { name: "Votre dossier est déposé" })).toBeVisible();

  await openFromQueue(page, corrected);
  await expect(page.getByRole("tab", { name: "Ce qui a changé", selected: true })).toBeVisible();
  await expect(page.getByRole("row", { name: /Titre Demandé : incomplet/ })).toContainText(corrected);
  await screen(page, "examen-ce-qui-a-change");
  await page.getByRole("tab", { name: "Historique" }).click();
  const submissions = page.getByRole("tabpanel").getByRole("listitem").filter({ hasText: "Dossier soumis" });
  await expect(submissions).toHaveCount(2);
  await expect(submissions.first()).toContainText(`par ${organiser.name} (organisateur)`);
  await expect(submissions.first()).toContainText("Titre");
  await expect(submissions.last()).not.toContainText("Titre");
  await page.getByText("Un mot à l’organisateur").first().click();
  await page.getByRole("textbox", { name: /^Un mot à l’organisateur/ }).fill("Merci pour la précision, belle visite.");
  const decided = page.waitForResponse((answer) => answer.url().endsWith(`/labels/events/${id}/decision`));
  await page.getByRole("button", { name: "Tout est rempli : labelliser" }).click();
  expect((await decided).status()).toBe(200);

  // On the instance that processed the decision and on the other one; the benchmark `visible` measures how soon.
  const names = async (site: string) => (await labelled(request, corrected, site)).items.map((event) => event.id);
  await Promise.all(["", otherSite].map((site) => expect.poll(() => names(site)).toEqual([id])));
  await page.goto(`/labellisation/${id}`);
  await expect(page.getByText("L’événement est labellisé : il n’y a rien à décider.")).toBeVisible();
  await screen(page, "examen-labellise");

  const visitor = await (await someoneElse()).newPage();
  await visitor.goto(`/evenements?q=${encodeURIComponent(corrected)}`);
  await expect(visitor.getByRole("status").filter({ hasText: "1 événement" })).toBeVisible();
  await visitor.getByRole("link", { name: corrected }).click();
  await expect(visitor.getByRole("heading", { level: 1, name: corrected })).toBeVisible();
  await mailTo(request, organiser.email, /labellis/i);
  await theirs.goto(`/mes-evenements/${id}`);
  await expect(theirs.getByText("Votre événement est labellisé")).toBeVisible();
  await expect(theirs.getByText("Merci pour la précision, belle visite.").first()).toBeVisible();
  await screen(theirs, "dossier-labellise");
});

test("a referent refuses with reasons, and the organiser sees them", async ({ page, request, someoneElse }) => {
  const organiser = await account(request);
  const title = ownTitle("Vente privée de fonderie");
  const id = await file(request, organiser, title);
  await enterAs(page, DEMO.referentOfAuvergneRhoneAlpes);
  await openFromQueue(page, title);

  await judge(page, "Industrie", "Non rempli");
  await page.getByRole("button", { name: /^Refuser/ }).click();
  await expect(panel(page, "Industrie").getByText("Dites pourquoi le critère n’est pas rempli")).toBeVisible();
  await expect(panel(page, "Industrie").getByLabel("Commentaire : Industrie")).toBeFocused();
  await judge(page, "Industrie", "Non rempli", "C’est une vente : elle ne fait pas découvrir l’industrie.");
  await page.getByRole("button", { name: /^Refuser/ }).click();
  await mailTo(request, organiser.email, /refusé/i);
  await page.goto(`/labellisation/${id}`);
  await expect(page.getByText(/Le dossier est refusé/)).toBeVisible();

  const theirs = await (await someoneElse()).newPage();
  await enter(theirs, organiser);
  await theirs.goto(`/mes-evenements/${id}`);
  await expect(theirs.getByText("Votre dossier est refusé")).toBeVisible();
  await expect(theirs.getByText(/C’est une vente : elle ne fait pas découvrir l’industrie\./).first()).toBeVisible();
  await screen(theirs, "dossier-refuse");
  expect((await labelled(request, title)).items).toEqual([]);
});

test("the queue lists the submissions of the referent's territory, most urgent first, and hides all others", async ({ page, request }) => {
  const organiser = await account(request);
  const title = ownTitle("Visite de la fonderie");
  const id = await file(request, organiser, title);
  await file(request, organiser, ownTitle("Visite de la sucrerie"), { commune: "97400" });
  await enterAs(page, DEMO.referentOfLaReunion);
  const answer = page.waitForResponse((answer) => answer.url().includes("/labels/queue?"));
  await page.goto("/labellisation");
  await expect(page.getByRole("heading", { level: 1, name: "Dossiers à labelliser" })).toBeVisible();
  const queue: { items: { title: string; dueAt?: string; department?: string }[] } = await (await answer).json();
  expect(queue.items.length).toBeGreaterThan(0);
  const due = queue.items.map((item) => item.dueAt ?? "9999");
  expect(due).toEqual([...due].sort());
  expect(queue.items.filter((item) => !item.department?.startsWith("974"))).toEqual([]);
  await expect(page.getByRole("table").getByRole("link", { name: queue.items[0]?.title }).first()).toBeVisible();
  await expect(page.getByRole("link", { name: title })).toHaveCount(0);
  await screen(page, "file-d-attente");

  await page.goto(`/labellisation/${id}`);
  await expect(page.getByText("Rien ne correspond à cette adresse, ou cela ne vous est pas ouvert.")).toBeVisible();
  await screen(page, "hors-territoire");
});
