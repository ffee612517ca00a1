import { readFile } from "node:fs/promises";
import { labelled } from "../support/api.ts";
import { file, ownTitle } from "../support/filing.ts";
import { account, enter, label, mailTo } from "../support/people.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";

/* The organiser downloads the certificate of the label; a visitor types its code and reads what it stands for. */

test("an organiser downloads the certificate, and a visitor verifies its code", async ({ page, request, browser, baseURL, extraHTTPHeaders }) => {
  const person = await account(request);
  const title = ownTitle("Visite de la câblerie");
  const id = await file(request, person, title);
  await label(request, id);
  await expect.poll(async () => (await labelled(request, title)).items.length).toBe(1);

  const letter = await mailTo(request, person.email, /^Événement labellisé/);
  const code = /\/verifier\/([0-9A-Z]{5}-[0-9A-Z]{5})/.exec(letter)?.[1] ?? "";
  expect(code, letter).not.toBe("");

  await enter(page, person);
  await page.goto(`/mes-evenements/${id}`);
  const button = page.getByRole("button", { name: "Télécharger le certificat" });
  const saving = page.waitForEvent("download");
  await button.click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toMatch(/^certificat-visite-de-la-cablerie.*\.pdf$/);
  const pdf = await readFile(await saved.path(), "latin1");
  expect(pdf.startsWith("%PDF-1.")).toBe(true);
  await expect(button).toBeEnabled();
  await screen(page, "dossier-labellise-certificat");

  // Typed wrongly, then as somebody types it: in lower case, with spaces.
  await page.goto("/verifier");
  await screen(page, "verifier");
  const field = page.getByLabel("Code du certificat");
  await field.fill(`${code.slice(0, -1)}${code.endsWith("Z") ? "Y" : "Z"}`);
  await page.getByRole("button", { name: "Vérifier" }).click();
  await expect(field).toHaveAccessibleDescription(/une faute de frappe/);
  await screen(page, "verifier-faute");
  await field.fill(code.toLowerCase().replace("-", " "));
  await page.getByRole("button", { name: "Vérifier" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Ce certificat est valable" })).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`/verifier/${code}$`));
  await expect(page.getByRole("main")).toContainText("Fonderie du Rhône");
  await screen(page, "verifier-valable");

  // Without scripts, as from the QR code on paper.
  const bare = await browser.newContext({ javaScriptEnabled: false, baseURL, extraHTTPHeaders });
  const served = await bare.newPage();
  await served.goto(`/verifier/${code}`);
  await served.getByRole("link", { name: title }).click();
  await expect(served.getByRole("heading", { level: 1, name: title })).toBeVisible();
  await served.goto("/verifier/00000-00000");
  await expect(served.getByRole("heading", { level: 1, name: "Aucun certificat ne porte ce code" })).toBeVisible();
  await bare.close();
});
