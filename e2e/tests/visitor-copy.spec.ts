import type { Page } from "@playwright/test";
import { ARCHIVE, cards, formatted, total } from "../support/explorer.ts";
import { withoutMap } from "../support/no-map.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";

const MOST = 100;

type Clip = { text: string; html: string };
type Pasting = { pasted?: Promise<Clip> };

function buttons(page: Page) {
  return page.getByRole("group", { name: "Copier cette liste pour une lettre d’information" });
}

/** Text that another program would paste. */
async function pasted(page: Page): Promise<Clip> {
  await page.evaluate(() => {
    (globalThis as unknown as Pasting).pasted = new Promise<Clip>((done) => {
      const paste = (event: ClipboardEvent) => {
        event.preventDefault();
        done({ text: event.clipboardData?.getData("text/plain") ?? "", html: event.clipboardData?.getData("text/html") ?? "" });
      };
      document.addEventListener("paste", paste, { once: true });
    });
  });
  await page.keyboard.press("ControlOrMeta+V");
  return page.evaluate(async () => (await (globalThis as unknown as Pasting).pasted) ?? { text: "", html: "" });
}

test.beforeEach(async ({ context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
});

test("a list is copied in one click, formatted, as HTML and as Markdown, and says that it was cut", async ({ page }) => {
  await withoutMap(page);
  const search = `edition=${ARCHIVE}&region=84`;
  const all = await total(page, search);
  expect(all).toBeGreaterThan(MOST);
  await page.goto(`/evenements?${search}`);
  const { origin } = new URL(page.url());
  const link = cards(page).first().locator(".card__link");
  const [title, path] = [(await link.textContent()) ?? "", (await link.getAttribute("href")) ?? ""];
  const cut = new RegExp(`^Les ${MOST} premiers événements sur ${formatted(all).replace(/\s/g, "\\s")} sont copiés\\.$`);
  const said = page.getByText(cut);

  await buttons(page).getByRole("button", { name: "Copier cette liste" }).click();
  await expect(said).toBeVisible();
  const { text, html } = await pasted(page);
  expect(text.split("\n")[0]).toBe(title);
  expect(text).toContain(`${origin}${path}\n`);
  expect(text.match(new RegExp(`^${origin}/evenements/${ARCHIVE}/`, "gm"))).toHaveLength(MOST);
  expect(text).toContain("La liste complète");
  expect(text).toContain(`${origin}/evenements?${search}`);
  expect(html).toContain(`<a href="${origin}${path}">`);
  expect(html.match(/<li>/g)).toHaveLength(MOST);

  await buttons(page).getByRole("button", { name: "Copier en Markdown" }).focus();
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await pasted(page)).text).toContain(`](${origin}${path})  \n`);
  const markdown = await pasted(page);
  expect(markdown.text.match(/^- \[/gm)).toHaveLength(MOST);
  expect(markdown.html).toBe("");

  await buttons(page).getByRole("button", { name: "Copier le code HTML" }).click();
  await expect.poll(async () => (await pasted(page)).text).toMatch(/^<ul>\n<li><p><a href="/);
  await screen(page, "explorateur-copie");
});

test("the list of a territory is copied with its short address", async ({ page }) => {
  await page.goto("/regions/84-auvergne-rhone-alpes");
  await buttons(page).getByRole("button", { name: "Copier cette liste" }).click();
  await expect(page.getByText(/copiés?\.$/)).toBeVisible();
  const { origin } = new URL(page.url());
  expect((await pasted(page)).text).toContain(`${origin}/evenements/`);
});

test("favourites are copied without those that are no longer kept", async ({ page }) => {
  await withoutMap(page);
  await page.goto(`/evenements?edition=${ARCHIVE}`);
  for (const card of [cards(page).first(), cards(page).nth(1)]) await card.getByRole("button", { name: /^Favori/ }).click();
  const paths = await cards(page).locator(".card__link").evaluateAll((links) => links.slice(0, 2).map((link) => link.getAttribute("href") ?? ""));
  await page.goto("/favoris");
  await expect(page.getByRole("article")).toHaveCount(2);
  await buttons(page).getByRole("button", { name: "Copier cette liste" }).click();
  await expect(page.getByText("2 événements copiés.")).toBeVisible();
  const both = (await pasted(page)).text;
  for (const path of paths) expect(both).toContain(`${path}\n`);

  await page.getByRole("article").first().getByRole("button", { name: /^Favori/ }).click();
  await buttons(page).getByRole("button", { name: "Copier cette liste" }).click();
  await expect(page.getByText("1 événement copié.")).toBeVisible();
});

test("a browser that refuses to copy shows the text", async ({ page }) => {
  await withoutMap(page);
  await page.addInitScript(() => {
    document.execCommand = () => false;
  });
  await page.goto(`/evenements?edition=${ARCHIVE}&region=84`);
  await buttons(page).getByRole("button", { name: "Copier en Markdown" }).click();
  await expect(page.getByText("Votre navigateur refuse la copie")).toBeVisible();
  await expect(page.getByLabel("Texte à copier")).toHaveValue(/^- \[.+\]\(http/);
  await screen(page, "explorateur-copie-refusee");
});
