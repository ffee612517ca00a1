import { saved } from "../support/filing.ts";
import { Network } from "../support/network.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";
import { ignoreFailedRequests, ON_DEVICE, openTexts, says, stored, title, type } from "../support/typing.ts";

/* What the form keeps on the device: enough to go on without a connection, and nothing after signing out. */

const FIRST = "La fonderie ouvre ";
const REST = "ses portes à toutes et à tous";
const WHOLE = FIRST + REST;

test("signing out with the focus in a field erases the copies, and asks first when something is not saved", async ({ page, context, request, complaints }) => {
  const form = await openTexts(page, request);
  const signOut = () =>
    page.evaluate(() => {
      const actions = Array.from(document.querySelectorAll<HTMLElement>(".account-menu__action"));
      actions.find((action) => action.textContent === "Se déconnecter")?.click();
    });
  await title(page).focus();
  await type(page, FIRST);
  await saved(page);
  await context.setOffline(true);
  await type(page, REST);
  await says(page, ON_DEVICE);
  const asked = page.waitForEvent("dialog");
  await signOut();
  const question = await asked;
  expect(question.message()).toContain("sera effacé de cet appareil");
  await question.dismiss();
  await expect(title(page)).toHaveValue(WHOLE);

  await context.setOffline(false);
  await saved(page);
  await expect(title(page)).toBeFocused();
  // The field is removed while it has the focus.
  await signOut();
  await expect(page.getByText("Vous êtes déconnecté.")).toBeVisible();
  expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("semaine.own.")))).toEqual([]);
  expect(await stored(form)).toMatchObject({ title: WHOLE });
  ignoreFailedRequests(complaints);
});

test.describe("with the service worker", () => {
  test.use({ serviceWorkers: "allow" });

  test("without a connection the form opens from this device; signing out erases it", async ({ page, baseURL, complaints, request }) => {
    const network = await Network.to(baseURL ?? "");
    const form = await openTexts(page, request, network.site);
    await page.evaluate(() => navigator.serviceWorker.ready);
    // A page that is loaded now is under the worker, which then caches the code of the form.
    await page.reload();
    await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
    await expect.poll(() => page.evaluate(async () => {
      const names = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
      return names.flat().some(({ url }) => /organiser/.test(url));
    })).toBe(true);
    await title(page).focus();
    await type(page, FIRST);
    await saved(page);

    await network.disconnect();
    await type(page, "ses portes ");
    await says(page, ON_DEVICE);
    await page.reload();
    await expect(page.getByText("Dossier ouvert sans connexion")).toBeVisible();
    await expect(title(page)).toHaveValue(`${FIRST}ses portes `);
    await title(page).press("End");
    await type(page, "à toutes et à tous");
    await says(page, ON_DEVICE);
    await screen(page, "formulaire-hors-connexion");
    await page.reload();
    await expect(title(page)).toHaveValue(WHOLE);

    await network.reconnect();
    await saved(page);
    await expect(page.getByText("Dossier ouvert sans connexion")).toBeHidden();
    await expect.poll(() => stored(form)).toMatchObject({ title: WHOLE });

    const kept = () => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("semaine.own.")).length);
    expect(await kept()).toBeGreaterThan(0);
    await page.locator(".account-menu__name").click();
    await page.getByRole("button", { name: "Se déconnecter", exact: true }).click();
    await expect(page.getByText("Vous êtes déconnecté.")).toBeVisible();
    expect(await kept()).toBe(0);
    ignoreFailedRequests(complaints);
    await network.disconnect();
  });
});
