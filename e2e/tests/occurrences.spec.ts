import type { Page } from "@playwright/test";
import { labelled } from "../support/api.ts";
import { file, ownTitle } from "../support/filing.ts";
import { account, enter, label } from "../support/people.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

/** Counts the presses on a page from now on. */
async function countPresses(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const counted = globalThis as unknown as { presses: number };
    counted.presses = 0;
    addEventListener("click", (event) => (counted.presses += event.isTrusted ? 1 : 0), { capture: true });
  });
  return () => page.evaluate(() => (globalThis as unknown as { presses: number }).presses);
}

/** The row of the occurrence that begins at an hour. */
function row(page: Page, hour: number) {
  return page.getByRole("region", { name: "Vos séances" }).getByRole("listitem").filter({ hasText: `de ${hour}\u{a0}h à` });
}

test("on a phone an organiser marks one date as full with two presses, and the public page shows it", async ({ request, someoneElse }) => {
  const organiser = await account(request);
  const title = ownTitle("Visite de la laminerie");
  const id = await file(request, organiser, title, { occurrences: 3 });
  await label(request, id);
  const page = await (await someoneElse(PHONE)).newPage();
  await enter(page, organiser);
  await page.goto(`/mes-evenements/${id}`);
  const second = row(page, 11);
  await expect(second.getByText("Ouverte")).toBeVisible();
  const presses = await countPresses(page);

  await second.getByRole("button", { name: /^Modifier/ }).tap();
  await page.getByRole("button", { name: "Complète" }).tap();

  await expect(second.getByText("Complet", { exact: true })).toBeVisible();
  expect(await presses(), "presses").toBe(2);
  await expect(second.getByRole("button", { name: /^Modifier/ })).toBeFocused();
  await expect(page.getByText(/Séance|séance/).filter({ hasText: "mise à jour" }).first()).toBeVisible();

  await expect.poll(async () => (await labelled(request, title)).items.length).toBe(1);
  const [event] = (await labelled(request, title)).items;
  const visitor = await (await someoneElse()).newPage();
  const times = visitor.locator(".times__item");
  await expect(async () => {
    await visitor.goto(`/evenements/${event?.edition}/${event?.slug}`);
    await expect(times).toHaveCount(3);
    await expect(times.nth(1)).toContainText("Complet", { timeout: 2_000 });
  }).toPass();
  await expect(times.nth(0)).not.toContainText("Complet");
  await screen(visitor, "evenement-une-seance-complete");

  await second.getByRole("button", { name: /^Modifier/ }).tap();
  await page.getByText("Déplacer à une autre date").tap();
  await screen(page, "dossier-seances");
});

test("with the keyboard alone an organiser cancels a date, tells the places left of another and moves a third", async ({ page, request }) => {
  const organiser = await account(request);
  const title = ownTitle("Visite de la tréfilerie");
  const id = await file(request, organiser, title, { occurrences: 3, capacity: 20 });
  await label(request, id);
  await enter(page, organiser);
  await page.goto(`/mes-evenements/${id}`);
  const change = (hour: number) => row(page, hour).getByRole("button", { name: /^Modifier/ });
  const open = (hour: number) => change(hour).press("Enter");
  const reach = async (name: string) => {
    const there = page.getByRole("button", { name, exact: true });
    for (let step = 0; step < 20 && !(await there.evaluate((button) => button === document.activeElement)); step += 1) {
      await page.keyboard.press("Tab");
    }
    await expect(there).toBeFocused();
  };

  await open(10);
  await reach("Annulée");
  await page.keyboard.press("Enter");
  await expect(row(page, 10).getByText("Séance annulée")).toBeVisible();
  // The focus comes back to the row that was changed: only then it may go on to another.
  await expect(change(10)).toBeFocused();

  await open(11);
  await reach("Indiquer");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.type("21");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Indiquez un nombre entier de 0 à 20.")).toBeVisible();
  await page.keyboard.press("Backspace");
  await page.keyboard.press("Backspace");
  await page.keyboard.type("7");
  await page.keyboard.press("Enter");
  await expect(row(page, 11).getByText("Il reste 7 places")).toBeVisible();
  await expect(change(11)).toBeFocused();

  await open(12);
  await reach("Indiquer");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("region", { name: "Vos séances" }).getByLabel("Début").fill("16:00");
  await page.getByRole("region", { name: "Vos séances" }).getByLabel("Fin").fill("16:30");
  await reach("Déplacer");
  await page.keyboard.press("Enter");
  await expect(row(page, 16).getByText(/Séance déplacée, annoncée d’abord .* de 12\sh à 12\sh\s45/)).toBeVisible();
  await screen(page, "dossier-seances-modifiees");

  const card = page.getByRole("article").filter({ hasText: title });
  await expect(async () => {
    await page.goto("/evenements?available=true&q=" + encodeURIComponent(title));
    await expect(card).toContainText("1 séance annulée", { timeout: 2_000 });
  }).toPass();
  await page.getByRole("link", { name: title }).click();
  await expect(page.locator(".times__item").first()).toContainText("Séance annulée");
});
