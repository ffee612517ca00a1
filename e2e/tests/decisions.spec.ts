import { type EventSummary, labelled, type Listed, read } from "../support/api.ts";
import { newEdition } from "../support/editions.ts";
import { file, ownTitle } from "../support/filing.ts";
import { account, DEMO, enterAs, mailTo } from "../support/people.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";

test("a batch is undone as a whole, and nobody learns of it", async ({ page, request }) => {
  const organiser = await account(request);
  const word = `lot${Date.now().toString(36)}`;
  // The screen that offers to undo is audited while it does.
  const edition = await newEdition(request, () => ({ undoSeconds: 120 }));
  for (const number of ["Un", "Deux"]) await file(request, organiser, ownTitle(`${number} ${word}`), { commune: "97400", into: edition });
  await enterAs(page, DEMO.referentOfLaReunion);
  await page.goto(`/labellisation?q=${word}`);
  const boxes = page.getByRole("checkbox", { name: new RegExp(`^Choisir « .*${word}`) });
  await expect(boxes).toHaveCount(2);
  for (const at of [0, 1]) await boxes.nth(at).check();
  await page.getByRole("button", { name: "Labelliser" }).click();
  const dialog = page.getByRole("dialog", { name: "Labelliser les dossiers choisis ?" });
  await dialog.getByRole("checkbox", { name: /^Les quatre critères sont remplis/ }).check();
  await dialog.getByRole("button", { name: "Labelliser" }).click();
  const undo = page.getByRole("button", { name: "Annuler tout le lot" });
  await expect(undo).toBeVisible();
  await screen(page, "lot-annulable");
  await undo.click();
  await expect(page.getByText("2 décisions annulées").first()).toBeVisible();
  await expect(undo).toHaveCount(0);
  await screen(page, "lot-annule");
  await page.reload();
  await expect(page.getByText("2 dossiers", { exact: true })).toBeVisible();
  expect((await read<Listed<EventSummary>>(request, `/api/v1/catalogue/events?edition=${edition.slug}&q=${word}`)).items).toEqual([]);
});

test("a decision is held until the coordination releases it", async ({ page, request, someoneElse }) => {
  const organiser = await account(request);
  const title = ownTitle("Visite de la rhumerie");
  const id = await file(request, organiser, title, { commune: "97400" });
  await enterAs(page, DEMO.referentOfLaReunion);
  await page.goto(`/labellisation/${id}`);
  await page.getByText("Un mot à l’organisateur").first().click();
  await page.getByRole("checkbox", { name: /^À publier plus tard/ }).check();
  const decided = page.waitForResponse((answer) => answer.url().endsWith("/decision"));
  await page.getByRole("button", { name: "Tout est rempli : labelliser" }).click();
  expect((await decided).status()).toBe(200);
  await page.goto(`/labellisation/${id}`);
  await expect(page.getByText("Label accordé, retenu jusqu’à sa publication par la coordination.").first()).toBeVisible();
  await screen(page, "decision-retenue");
  expect((await labelled(request, title)).items).toEqual([]);

  const theirs = await (await someoneElse()).newPage();
  await enterAs(theirs, DEMO.coordinator);
  await theirs.goto("/labellisation/retenues");
  await theirs.getByRole("checkbox", { name: new RegExp(title) }).check();
  await expect(theirs.getByText("1 décision choisie").first()).toBeVisible();
  await screen(theirs, "decisions-retenues");
  await theirs.getByRole("button", { name: "Publier" }).click();
  const dialog = theirs.getByRole("dialog", { name: "Publier ces décisions ?" });
  await screen(theirs, "publier-les-decisions");
  await dialog.getByRole("button", { name: "Publier" }).click();
  await expect(theirs.getByText("1 décision publiée").first()).toBeVisible();
  await screen(theirs, "decisions-publiees");
  await mailTo(request, organiser.email, /labellisé/i);
  await expect.poll(async () => (await labelled(request, title)).items.map((event) => event.id)).toEqual([id]);
});

test("a refusal is taken back after a second look", async ({ page, request, someoneElse }) => {
  const organiser = await account(request);
  const id = await file(request, organiser, ownTitle("Visite de la conserverie"), { commune: "97400" });
  await enterAs(page, DEMO.referentOfLaReunion);
  await page.goto(`/labellisation/${id}`);
  await page.getByRole("button", { name: "Demander un second regard" }).click();
  const asking = page.getByRole("dialog", { name: "Demander un second regard ?" });
  await asking.getByRole("button", { name: "Demander un second regard" }).click();
  await expect(asking.getByRole("alert")).toBeFocused();
  await asking.getByLabel("Ce qu’il faut regarder").fill("Est-ce une vente ou une visite ?");
  await screen(page, "second-regard");
  await asking.getByRole("button", { name: "Demander un second regard" }).click();
  await expect(page.getByText("Un second regard est demandé", { exact: true })).toBeVisible();
  await page.keyboard.press("l");
  await expect(page.getByRole("alert").filter({ hasText: "un autre référent décide" })).toBeVisible();

  const theirs = await (await someoneElse()).newPage();
  await enterAs(theirs, DEMO.coordinator);
  await theirs.goto(`/labellisation/${id}`);
  await expect(theirs.getByText("Est-ce une vente ou une visite ?")).toBeVisible();
  const industry = theirs.getByRole("region", { name: "Industrie", exact: true });
  await industry.getByText("Non rempli", { exact: true }).last().click();
  await industry.getByLabel("Commentaire : Industrie").fill("C’est une vente : elle ne fait pas découvrir l’industrie.");
  await theirs.getByRole("button", { name: /^Refuser/ }).click();
  await mailTo(request, organiser.email, /refusé/i);

  await theirs.goto(`/labellisation/${id}`);
  await theirs.getByRole("button", { name: "Reprendre l’examen" }).click();
  const reopening = theirs.getByRole("dialog", { name: "Reprendre l’examen ?" });
  await reopening.getByLabel("Motif de la reprise").fill("L’organisateur montre que l’atelier se visite.");
  await screen(theirs, "reprendre-l-examen");
  await reopening.getByRole("button", { name: "Reprendre l’examen" }).click();
  await expect(theirs.getByRole("button", { name: "Tout est rempli : labelliser" }).or(theirs.getByRole("button", { name: /^Labelliser/ })).first()).toBeVisible();
  expect(await mailTo(request, organiser.email, /Examen repris/)).toContain("l’atelier se visite");
});
