import type { APIRequestContext } from "@playwright/test";
import { daysAfter, openEdition, read } from "../support/api.ts";
import { credentials, DEMO, enterAs } from "../support/people.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";
import { join } from "node:path";

interface MailSummary {
  readonly id: string;
  readonly subject: string;
}

interface Mail {
  readonly bodyHtml?: string;
}

test("an administrator rewords a letter, sees it, and has it sent to try", async ({ page, request }) => {
  const current = await openEdition(request);
  const slug = `courriels-${process.pid}-${Date.now().toString(36)}`;
  const headers = await credentials(request, { email: DEMO.administrator });
  const data = { from: current.slug, slug, weekFirst: daysAfter(current.week.first, -14) };
  const copied = await request.post("/api/v1/administration/editions", { headers, data });
  expect(copied.status(), await copied.text()).toBe(201);
  await enterAs(page, DEMO.administrator);
  await page.goto(`/administration/editions/${slug}`);

  await page.locator("summary").filter({ hasText: "Courriels" }).first().click();
  await page.getByLabel("Courriel", { exact: true }).selectOption("Label accordé");
  const letter = page.frameLocator('iframe[title="Le courriel mis en page"]');
  await expect(letter.getByRole("heading", { level: 1 })).toContainText("Événement labellisé");
  await expect(letter.locator("script")).toHaveCount(0);
  await page.getByRole("button", { name: "Modifier ce texte" }).click();

  // A wrong tag is told at once, and at its field.
  const letters = page.locator("details").filter({ has: page.getByLabel("Courriel", { exact: true }) });
  const text = letters.getByLabel("Texte", { exact: true });
  await text.fill("Bravo, {tittre} est labellisé.\n\nVoir la page :\n{lien}");
  await expect(page.getByText("Ce texte ne peut pas être enregistré")).toBeVisible();
  await expect(page.getByText(/line 1: `\{tittre\}`/)).toBeVisible();
  await screen(page, "administration-courriels-fautes");
  await text.fill("Bravo, « {titre} » est labellisé.\n\n| Organisateur | {organisateur}\n\nVoir la page :\n{lien}");
  await expect(letter.getByText("Bravo")).toBeVisible();
  await expect(letter.getByRole("link", { name: "Voir la page" })).toHaveCSS("color", "rgb(248, 249, 253)");
  await page.locator("summary").filter({ hasText: "Balises de ce courriel" }).click();
  await screen(page, "administration-courriels");

  await page.getByRole("button", { name: "M’envoyer un essai" }).click();
  await expect(page.getByText("L’essai est envoyé à votre adresse.")).toBeVisible();
  await page.getByRole("button", { name: "Vérifier les modifications" }).click();
  await page.getByRole("button", { name: "Enregistrer", exact: true }).click();
  await expect(page.getByText("Tout est enregistré.")).toBeVisible();
  await page.goto("/administration/courriels");
  await page.getByRole("link", { name: /^Essai/ }).first().click();
  await expect(letter.getByRole("heading", { level: 1 })).toContainText("Événement labellisé");
  await screen(page, "administration-courriel");
});

interface Letter {
  readonly kind: string;
  readonly fr: object;
}

/** The pages of the letters of every kind that an edition may word, with examples in their places. */
async function examples(request: APIRequestContext): Promise<Map<string, string>> {
  const { slug } = await openEdition(request);
  const opened = await request.post("/api/v1/session", { data: { email: DEMO.administrator, password: DEMO.password } });
  expect(opened.ok(), `session: ${opened.status()}`).toBe(true);
  const headers = { Authorization: `Bearer ${(await opened.json()).accessToken}` };
  const listed = await request.get("/api/v1/administration/letters", { headers });
  const pages = new Map<string, string>();
  for (const { kind, fr } of (await listed.json()) as Letter[]) {
    const data = { kind, language: "fr", wording: fr };
    const preview = await request.post(`/api/v1/administration/editions/${slug}/letters/preview`, { headers, data });
    expect(preview.ok(), `${kind}: ${await preview.text()}`).toBe(true);
    pages.set(kind, (await preview.json()).html);
  }
  // This context is signed in with the cookie of the session too.
  expect((await request.delete("/api/v1/session")).ok(), "end of that session").toBe(true);
  return pages;
}

for (const width of [320, 600]) {
  test(`every kind of letter fits into ${width} pixels`, async ({ browser, request }) => {
    const pages = await examples(request);
    expect(pages.size).toBeGreaterThan(30);
    const page = await browser.newPage({ viewport: { width, height: 800 } });
    for (const [kind, html] of pages) {
      await page.setContent(html);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(wide, kind).toBeLessThanOrEqual(0);
      if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `courriel-exemple-${width}-${kind}.png`), fullPage: true });
    }
    await page.close();
  });
  for (const colorScheme of ["light", "dark"] as const) {
    test(`letters are read at ${width} pixels, ${colorScheme}`, async ({ browser, request }) => {
      const { items } = await read<{ items: MailSummary[] }>(request, "/api/v1/outbox?limit=100");
      // One letter of each kind that the demonstration has sent.
      const kinds = new Map(items.map((mail) => [mail.subject.split(/\s:/)[0], mail]));
      const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
      for (const mail of kinds.values()) {
        const { bodyHtml } = await read<Mail>(request, `/api/v1/outbox/${mail.id}`);
        if (bodyHtml === undefined) continue;
        await page.setContent(bodyHtml);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(wide, mail.subject).toBeLessThanOrEqual(0);
        const name = `courriel-${width}-${colorScheme}-${mail.id.slice(-6)}`;
        if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `${name}.png`), fullPage: true });
        if (width === 600) await screen(page, name);
        await page.setViewportSize({ width, height: 800 });
      }
      await page.close();
    });
  }
}
