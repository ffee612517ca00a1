import type { Response } from "@playwright/test";
import { labelled, openEdition } from "../support/api.ts";
import { file, ownTitle, pick } from "../support/filing.ts";
import { account, DEMO, enter, enterAs, label, mailTo } from "../support/people.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";

/** Time for a file to be drawn, while others are: the server asks to come back. */
const DRAWN_MS = 240_000;

/** The smallest file that is taken for a PDF document. */
const PDF = Buffer.from("%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n");

/* From the letter of the label to the kit: every file is opened, a text is copied, and a link is handed out. */

test("an organiser follows the letter to the kit, opens files of each purpose and hands out a link", async ({ page, request, browser, baseURL, extraHTTPHeaders }) => {
  test.slow();
  const person = await account(request);
  const title = ownTitle("Visite de la câblerie");
  const id = await file(request, person, title);
  await label(request, id);
  await expect.poll(async () => (await labelled(request, title)).items.length).toBe(1);
  const letter = await mailTo(request, person.email, /^Événement labellisé/);
  const address = /\/mes-evenements\/[0-9a-f-]+\/kit/.exec(letter)?.[0] ?? "";
  expect(address, letter).toBe(`/mes-evenements/${id}/kit`);

  await enter(page, person);
  await page.goto(`/mes-evenements/${id}`);
  await page.getByRole("link", { name: "Ouvrir le kit de communication" }).click();
  await expect(page).toHaveURL(new RegExp(`${address}$`));
  await expect(page.getByRole("heading", { level: 1, name: "Kit de communication" })).toBeVisible();
  // The files of this event alone: those of the edition come and go with another journey.
  const purposes = page.locator(".kit__groups > section");
  await expect.poll(() => purposes.count()).toBeGreaterThan(1);
  await expect(page.getByRole("img").first()).toBeVisible();
  await screen(page, "kit");
  // The rest is in the archive, and every file of a kit is read elsewhere.
  for (const purpose of await purposes.all()) {
    const save = purpose.getByRole("button", { name: /^Télécharger\s:/ }).first();
    const saving = page.waitForEvent("download", { timeout: DRAWN_MS });
    await save.click();
    expect(await (await saving).failure()).toBeNull();
    await expect(save).toBeEnabled();
  }
  const saving = page.waitForEvent("download", { timeout: DRAWN_MS });
  await page.getByRole("button", { name: "Tout télécharger (ZIP)" }).click();
  expect((await saving).suggestedFilename()).toBe("kit-de-communication.zip");
  await expect(page.getByRole("textbox", { name: "Annonce courte" })).toHaveValue(new RegExp(title));
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: /^Copier\s:\sSignature de courriel$/ }).click();
  const copied = () =>
    page.evaluate(async () => {
      const [item] = await navigator.clipboard.read();
      return item?.types.includes("text/html") ? (await item.getType("text/html")).text() : "";
    });
  await expect.poll(copied).toContain(title);

  await page.getByLabel("Pour qui").fill("Service communication");
  await page.getByRole("button", { name: "Créer un lien" }).click();
  const link = page.getByRole("textbox", { name: "Service communication" });
  await expect(link).toHaveValue(/\/kit#[\w-]{22}$/);
  const secret = new URL(await link.inputValue());
  await screen(page, "kit-lien");

  // Without an account.
  const other = await browser.newContext({ baseURL, extraHTTPHeaders });
  const guest = await other.newPage();
  await guest.goto(`${secret.pathname}${secret.hash}`);
  await expect(guest.getByRole("link", { name: title })).toBeVisible();
  await expect(guest.getByRole("heading", { name: "Partager le kit" })).toHaveCount(0);
  await screen(guest, "kit-par-lien");

  // Revoked: pressed twice, as it cannot be taken back.
  await page.getByRole("button", { name: "Supprimer le lien pour Service communication", exact: true }).click();
  await page.getByRole("button", { name: /^Confirmer.*Service communication/ }).click();
  await expect(link).toHaveCount(0);
  await guest.reload();
  await expect(guest.getByText("Ce lien ne fonctionne plus")).toBeVisible();
  await other.close();
});

test("a coordinator shares files with every kit, orders them by keyboard and announces them", async ({ page, request, browser, baseURL, extraHTTPHeaders }) => {
  const { slug } = await openEdition(request);
  const [charter, notice] = [ownTitle("Charte"), ownTitle("Notice")];
  await enterAs(page, DEMO.coordinator);
  await page.goto(`/administration/editions/${slug}/kit`);
  await expect(page.getByRole("heading", { level: 1, name: "Fichiers des kits de communication" })).toBeVisible();
  const add = async (title: string) => {
    const form = page.locator("section").filter({ has: page.getByRole("heading", { name: "Ajouter un fichier" }) });
    await form.getByLabel("Titre").fill(title);
    await form.getByRole("button", { name: "Ajouter" }).click();
    await expect(page.getByRole("heading", { level: 2, name: title })).toBeVisible();
  };
  await add(charter);
  await add(notice);

  const of = (title: string) => page.getByRole("listitem").filter({ has: page.getByRole("heading", { level: 2, name: title }) });
  const field = of(charter).getByLabel("Déposer une version");
  await field.setInputFiles({ name: "charte.pdf", mimeType: "application/pdf", buffer: Buffer.from("<script>alert(1)</script>") });
  await expect(field).toHaveAccessibleDescription(/contenu/);
  await field.setInputFiles({ name: "charte.pdf", mimeType: "application/pdf", buffer: PDF });
  await expect(of(charter).getByText("charte.pdf")).toBeVisible();
  await expect(of(charter).getByText("Pas encore annoncée")).toBeVisible();
  await screen(page, "administration-kit");

  await of(notice).getByRole("button", { name: new RegExp(`^Monter\\s: ${notice}`) }).press("Enter");
  const titles = () => page.getByRole("heading", { level: 2 }).allTextContents();
  await expect.poll(async () => (await titles()).indexOf(notice) < (await titles()).indexOf(charter)).toBe(true);
  await page.getByRole("button", { name: "Annoncer par courriel" }).click();
  await expect(of(charter).getByText("Pas encore annoncée")).toHaveCount(0);

  // An organiser finds them in the kit.
  const person = await account(request);
  const id = await file(request, person, ownTitle("Visite de la corderie"));
  await label(request, id);
  const other = await browser.newContext({ baseURL, extraHTTPHeaders });
  const organiser = await other.newPage();
  await enter(organiser, person);
  await organiser.goto(`/mes-evenements/${id}/kit`);
  const shared = organiser.getByRole("listitem").filter({ has: organiser.getByRole("heading", { level: 3, name: charter }) });
  const saving = organiser.waitForEvent("download");
  await shared.getByRole("button", { name: /^Télécharger\s:\scharte\.pdf$/ }).click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toBe("charte.pdf");
  expect(await saved.failure()).toBeNull();
  await other.close();

  for (const title of [charter, notice]) {
    await of(title).getByRole("button", { name: new RegExp(`^Supprimer\\s: ${title}`) }).click();
    await of(title).getByRole("button", { name: new RegExp(`^Confirmer.*${title}`) }).click();
    await expect(page.getByRole("heading", { level: 2, name: title })).toHaveCount(0);
  }
});

test("an administrator sees the files of the kit with an event found by words", async ({ page, request }) => {
  test.slow();
  const { slug } = await openEdition(request);
  const title = ownTitle("Visite de la tannerie");
  await label(request, await file(request, await account(request), title));
  await expect.poll(async () => (await labelled(request, title)).items.length).toBe(1);

  await enterAs(page, DEMO.administrator);
  await page.goto(`/administration/editions/${slug}`);
  await page.locator("summary").filter({ hasText: "Kit de communication" }).first().click();
  const event = page.getByRole("combobox", { name: "Avec l’événement" });
  await expect(event).not.toHaveValue("");
  await pick(page, event, title, new RegExp(title));
  await expect(event).toHaveValue(title);
  await expect(page.getByRole("img", { name: new RegExp(title) })).toBeVisible();
  await screen(page, "administration-kit-apercu");

  // The preview follows the draft, which is not saved.
  type Asked = { kit?: { font?: string; hidden?: { parts: string[] }[] } };
  // An answer for an earlier draft may still come.
  const preview = async (is: (asked: Asked) => boolean): Promise<Asked> => {
    const isDrawn = (answer: Response) => answer.url().endsWith("/kit/preview") && answer.status() === 200;
    const drawn = await page.waitForResponse((answer) => isDrawn(answer) && is(answer.request().postDataJSON()), { timeout: DRAWN_MS });
    return drawn.request().postDataJSON();
  };
  const inAnotherFont = preview(({ kit }) => kit?.font === "noto_sans");
  await page.getByLabel("Police des fichiers").selectOption({ label: "Noto Sans" });
  expect(await inAnotherFont).toMatchObject({ kit: { font: "noto_sans" } });
  const withoutLogos = preview(({ kit }) => (kit?.hidden?.length ?? 0) > 0);
  await page.getByRole("group", { name: "Parties montrées dans ce fichier" }).getByLabel("Logos des partenaires").uncheck();
  expect(await withoutLogos).toMatchObject({ kit: { font: "noto_sans", hidden: [{ parts: ["logos"] }] } });
});

test("an administrator places a block of a file elsewhere by keyboard, sees what it must not cover, and goes back", async ({ page, request }) => {
  test.slow();
  const { slug } = await openEdition(request);
  const title = ownTitle("Visite de la verrerie");
  await label(request, await file(request, await account(request), title));
  await expect.poll(async () => (await labelled(request, title)).items.length).toBe(1);

  await enterAs(page, DEMO.administrator);
  await page.goto(`/administration/editions/${slug}`);
  await page.locator("summary").filter({ hasText: "Kit de communication" }).first().click();
  await page.getByRole("combobox", { name: "Fichier", exact: true }).selectOption({ label: "Affiche A4" });
  const begin = page.getByRole("button", { name: "Placer les éléments autrement" });
  await begin.click();

  // The code moves from the foot of the poster onto the picture.
  const code = page.getByRole("listitem", { name: "8. Code QR", exact: true });
  await code.locator("summary").click();
  const [left, above] = [code.getByLabel("Depuis la gauche"), code.getByLabel("Depuis le haut")];
  await expect(left).toHaveValue("1560");
  const isOfMoved = (body: string | null) => body?.includes('"x":100,"y":100,') ?? false;
  const drawn = page.waitForResponse(
    (answer) => answer.url().endsWith("/kit/preview") && answer.status() === 200 && isOfMoved(answer.request().postData()),
    { timeout: DRAWN_MS },
  );
  await left.fill("100");
  await above.fill("100");
  await drawn;
  await expect(page.locator(".kit-design__outline")).toBeVisible();
  await left.press("ArrowUp");
  await expect(left).toHaveValue("105");

  const faults = page.getByRole("status").filter({ hasText: "couvre ce qui doit rester lisible" });
  await expect(faults).toHaveCount(0);
  await above.fill("2000");
  await expect(faults).toContainText("Affiche A4");
  await screen(page, "administration-kit-modele");

  await page.getByRole("button", { name: "Revenir au modèle d’origine" }).click();
  await expect(begin).toBeVisible();
  await expect(faults).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Vérifier les modifications" })).toBeDisabled();
});
