import { daysAfter } from "../support/api.ts";
import { newEdition } from "../support/editions.ts";
import { completeDraft, ownTitle } from "../support/filing.ts";
import { account, DEMO, enter, enterAs } from "../support/people.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";

test("an organiser is refused after the deadline, submits with the pass of a referent, and cannot use it twice", async ({ page, request, someoneElse }) => {
  const organiser = await account(request);
  const today = new Date().toISOString().slice(0, 10);
  // The deadline of one region alone has passed: the lists of other journeys offer no late submission.
  const edition = await newEdition(request, ({ week, window }) => ({
    territories: [{ territory: "region:84", week, window, deadline: `${daysAfter(today, -1)}T18:00:00+01:00` }],
  }));
  const [first, second] = [
    await completeDraft(request, organiser, ownTitle("Visite de la fonderie"), { into: edition }),
    await completeDraft(request, organiser, ownTitle("Visite du laminoir"), { into: edition }),
  ];
  await enter(page, organiser);
  await page.goto(`/mes-evenements/${first.id}`);
  const code = page.getByLabel("Code du passe");
  const withPass = page.getByRole("button", { name: "Soumettre avec ce passe" });
  const unknown = "Ce passe n’existe pas, a déjà servi, a été annulé ou est périmé.";

  await test.step("without a pass, the refusal says why, and that nothing is lost", async () => {
    await page.getByRole("button", { name: "Soumettre à la labellisation" }).click();
    await expect(page.getByRole("alert")).toContainText("La date limite de dépôt est passée. Votre brouillon est conservé.");
    await code.fill("0000-0000-0000-0000");
    await withPass.click();
    await expect(code).toHaveAttribute("aria-invalid", "true");
    await expect(page.getByText(unknown)).toBeVisible();
    await screen(page, "depot-tardif-refuse");
  });

  const referent = await (await someoneElse()).newPage();
  await enterAs(referent, DEMO.referentOfAuvergneRhoneAlpes);
  await referent.goto("/labellisation/passes");
  await referent.getByLabel("Édition", { exact: true }).selectOption(edition.slug);
  await referent.getByLabel("Valable jusqu’au").fill(daysAfter(today, 10));
  await referent.getByRole("button", { name: "Donner le passe" }).click();
  const shown = referent.locator(".pass-code");
  await expect(shown).toHaveText(/^[0-9A-F]{4}(-[0-9A-F]{4}){3}$/);
  const given = (await shown.textContent()) ?? "";
  const line = referent.getByRole("listitem").filter({ hasText: edition.name });
  await expect(line).toContainText("Utilisable");

  await test.step("with it, typed as one likes, the event is submitted", async () => {
    await code.fill(given.toLowerCase().replaceAll("-", " "));
    await withPass.press("Enter");
    await expect(page.getByText("Votre dossier est entre les mains du référent")).toBeVisible();
    await expect(page.getByText("Dépôt tardif avec un passe")).toBeVisible();
    await expect(code).toHaveCount(0);
  });

  await test.step("a second event is refused with it, and its draft is still there", async () => {
    await page.goto(`/mes-evenements/${second.id}`);
    await code.fill(given);
    await withPass.click();
    await expect(page.getByText(unknown)).toBeVisible();
    await page.reload();
    await expect(page.getByText("Votre brouillon", { exact: true })).toBeVisible();
  });

  await test.step("the referent sees what it was used for, and has nothing to take back", async () => {
    await referent.reload();
    await expect(line).toContainText("Utilisé");
    await expect(line.getByRole("button")).toHaveCount(0);
    await screen(referent, "passe-utilise");
    await line.getByRole("link", { name: "Voir le dossier" }).click();
    await expect(referent).toHaveURL(new RegExp(`/labellisation/${first.id}$`));
  });
});
