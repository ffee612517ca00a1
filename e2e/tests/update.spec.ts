import type { Page } from "@playwright/test";
import { saved } from "../support/filing.ts";
import { follow } from "../support/application.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";
import { openTexts, stored, title, type } from "../support/typing.ts";

/* A new version of the application appears while a page is open. */

const NEWS = "Une nouvelle version du site est disponible.";

/** Lets the server name another build from now on. */
async function deploy(page: Page): Promise<void> {
  await page.route("**/index.html", async (route) => {
    const answer = await route.fetch();
    const text = await answer.text();
    await route.fulfill({ response: answer, body: text.replaceAll(/\/assets\/app-[0-9a-f]+\//g, "/assets/app-ffffffffffff/") });
  });
}

/** As when the user comes back to the tab. */
async function comeBack(page: Page): Promise<void> {
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange", { bubbles: true })));
}

test("a page without a newer version says nothing, and asks only now and then", async ({ page }) => {
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/index.html")) asked.push(request.url());
  });
  await page.goto("/inscription");
  const answered = page.waitForResponse("**/index.html");
  await comeBack(page);
  await answered;
  await comeBack(page);
  await comeBack(page);
  await page.waitForLoadState("networkidle");
  expect(asked).toHaveLength(1);
  await expect(page.getByText(NEWS)).toHaveCount(0);
});

test("an open form is saved before the new version is loaded, and nothing typed is lost", async ({ page, request }) => {
  const form = await openTexts(page, request);
  await title(page).focus();
  await type(page, "La fonderie ouvre ");
  await saved(page);
  await deploy(page);
  await comeBack(page);
  const bar = page.getByRole("status").filter({ hasText: NEWS });
  await expect(bar).toBeVisible();
  await expect(title(page)).toBeFocused();
  await screen(page, "nouvelle-version");

  // Not saved yet: the form waits for a pause.
  await type(page, "ses portes");
  const address = page.url();
  const loaded = page.waitForEvent("load");
  await bar.getByRole("button", { name: "Mettre à jour" }).click();
  await loaded;

  await expect(title(page)).toHaveValue("La fonderie ouvre ses portes");
  expect(page.url()).toBe(address);
  await saved(page);
  await expect.poll(() => stored(form)).toMatchObject({ title: "La fonderie ouvre ses portes" });
});

test("what was typed in any other form is there after the update, a password is not", async ({ page }) => {
  await page.goto("/inscription");
  await page.getByLabel("Prénom et nom").fill("Louise Caron");
  await page.getByLabel("Choisissez un mot de passe").fill("un atelier bien rangé");
  await page.getByLabel("Adresse électronique").fill("louise@example.org");
  await deploy(page);
  await comeBack(page);
  const loaded = page.waitForEvent("load");
  await page.getByRole("button", { name: "Mettre à jour" }).click();
  await loaded;

  await expect(page.getByLabel("Prénom et nom")).toHaveValue("Louise Caron");
  await expect(page.getByLabel("Adresse électronique")).toHaveValue("louise@example.org");
  await expect(page.getByLabel("Choisissez un mot de passe")).toHaveValue("");
});

test("code that is gone after a deployment is said to be, with the way to the new version", async ({ page, complaints }) => {
  await page.goto("/connexion");
  await deploy(page);
  await page.route(/\/assets\/app-[^/]+\/.*explorer.*\.wasm$/, (route) => route.fulfill({ status: 404 }));
  await follow(page, "/favoris");
  const said = page.getByRole("main").filter({ hasText: NEWS });
  await expect(said.getByRole("button", { name: "Mettre à jour" })).toBeVisible();
  await screen(page, "nouvelle-version-manque");
  await page.unrouteAll();
  const loaded = page.waitForEvent("load");
  await said.getByRole("button", { name: "Mettre à jour" }).click();
  await loaded;
  await expect(page).toHaveURL(/favoris$/);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  // The loader of the missing chunk says in the console that it failed.
  complaints.splice(0, complaints.length, ...complaints.filter((text) => !/wasm|explorer|Failed|404/i.test(text)));
});
