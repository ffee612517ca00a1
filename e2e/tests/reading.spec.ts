import { type EventSummary, type Listed, read } from "../support/api.ts";
import { applicationReady } from "../support/application.ts";
import { chosen } from "../support/explorer.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";
import type { APIResponse, Page } from "@playwright/test";

/** Maximum transfer size of the home page before any interaction. */
const HOME_MAX_BYTES = 350_000;
/** Maximum cumulative layout shift; Google rates less than 0.1 as good. */
const SHIFT_MAX = 0.02;
/** The maximum where a title wraps differently until its font is loaded, on machines without a fallback font of that width. */
const FONT_SHIFT_MAX = 0.04;

test.use({ application: false });

async function anEvent(page: Page): Promise<string> {
  const { items } = await read<Listed<EventSummary>>(page.request, "/api/v1/catalogue/events?edition=2018&attendance=on_site&limit=1");
  return `/evenements/2018/${items[0]?.slug}`;
}

/** Expects the layout shifts since the page was opened to add up to less than `max`; the failure names what moved, and when. */
async function expectShiftsBelow(page: Page, max: number): Promise<void> {
  const shifts = await page.evaluate(
    () =>
      new Promise<{ value: number; at: number; moved: string[] }[]>((done) => {
        type Shift = PerformanceEntry & { value: number; sources: { node: Node | null; previousRect: DOMRect; currentRect: DOMRect }[] };
        const all: { value: number; at: number; moved: string[] }[] = [];
        const box = ({ x, y, width, height }: DOMRect) => `${x},${y} ${width}×${height}`;
        new PerformanceObserver((list) => {
          for (const { value, startTime, sources } of list.getEntries() as Shift[]) {
            const moved = sources.map(({ node, previousRect, currentRect }) => {
              const name = node instanceof Element ? `${node.localName}.${node.className}` : node?.textContent;
              return `${name}: ${box(previousRect)} → ${box(currentRect)}`;
            });
            all.push({ value, at: Math.round(startTime), moved });
          }
        }).observe({ type: "layout-shift", buffered: true });
        setTimeout(() => done(all), 200);
      }),
  );
  const sum = shifts.reduce((sum, { value }) => sum + value, 0);
  expect(sum, JSON.stringify(shifts, null, 2)).toBeLessThan(max);
}

/** The beginning of a page: a part of what is in its `<main>`, up to the end of a tag. */
function beginning(html: string, part: number): string {
  const start = html.indexOf("<main");
  const end = html.indexOf("</main>");
  return part === 1 ? html : html.slice(0, html.indexOf(">", start + (end - start) * part) + 1);
}

/** Once the fonts are loaded, the texts in `<main>`, with the left edge and the top of each; without the top in a card, which grows with the others of its row. */
function texts(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    await document.fonts.ready;
    const found: string[] = [];
    const walker = document.createTreeWalker(document.querySelector("main") ?? document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode.textContent?.trim();
      const range = document.createRange();
      range.selectNodeContents(walker.currentNode);
      const { x, y, width } = range.getBoundingClientRect();
      const top = walker.currentNode.parentElement?.closest(".card") ? "" : Math.round(y + scrollY);
      if (text && width) found.push(`${text} at ${Math.round(x)}, ${top}`);
    }
    return found;
  });
}

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("a visitor searches, filters, turns pages and opens an event", async ({ page }) => {
    await page.goto("/");
    await page.getByLabel(/Que cherchez-vous/).fill("visite");
    await page.getByRole("button", { name: "Rechercher" }).click();
    await expect(page).toHaveURL(/\/evenements\?q=visite$/);
    await page.getByLabel("Édition").selectOption("2018");
    await page.locator("summary", { hasText: "Région et département" }).click();
    await page.getByLabel("Région", { exact: true }).selectOption("84");
    await page.locator("summary", { hasText: "Type d’événement" }).click();
    await page.getByLabel("Visite d’entreprise").check();
    await page.getByRole("button", { name: "Rechercher" }).click();
    await expect(page).toHaveURL(/\/evenements\?q=visite&edition=2018&region=84&kind=company_visit$/);
    const found = page.getByRole("main").getByRole("article");
    await expect(found).toHaveCount(20);
    const first = await found.first().getByRole("link").textContent();

    await page.getByRole("link", { name: "Page suivante" }).click();
    await expect(page).toHaveURL(/page=2$/);
    await expect(found.first().getByRole("link")).not.toHaveText(first ?? "");
    await page.getByRole("link", { name: "Page précédente" }).click();
    await expect(found.first().getByRole("link")).toHaveText(first ?? "");
    await page.getByRole("link", { name: "Retirer le filtre : Auvergne-Rhône-Alpes" }).click();
    await expect(page).not.toHaveURL(/region/);
    await page.getByLabel("Commune", { exact: true }).fill("Lyon");
    await page.getByRole("button", { name: "Rechercher" }).click();
    await expect(page).toHaveURL(/commune=69123/);
    await expect(page.getByLabel("Commune", { exact: true })).toHaveValue(/^Lyon/);
    await page.getByLabel("Rayon").selectOption({ label: "20 km" });
    await page.getByRole("button", { name: "Rechercher" }).click();
    await expect(page).toHaveURL(/near=4\.\d+,45\.\d+&radius=20000/);
    await page.goBack();
    await page.goBack();
    await page.goBack();
    await found.first().getByRole("link").click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(first ?? "");
    await expect(page.getByRole("heading", { name: "Événement labellisé" })).toBeVisible();
    await page.getByRole("link", { name: "Auvergne-Rhône-Alpes" }).first().click();
    await expect(page.getByRole("heading", { level: 1, name: "Auvergne-Rhône-Alpes" })).toBeVisible();
  });

  test("the departments on the map image link to their events", async ({ page }) => {
    await page.goto("/evenements?edition=2018");
    const department = page.getByRole("link", { name: /^Rhône \(69\)/ });
    await expect(department).toBeVisible();
    await department.focus();
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/edition=2018&department=69$/);
  });

  test("on a phone, the filters open and the list can be sorted", async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto("/evenements?edition=2018&q=visite");
    const audience = page.locator("summary", { hasText: /^Public/ });
    await expect(audience).toBeHidden();
    await page.getByLabel("Filtres", { exact: true }).focus();
    await page.keyboard.press("Space");
    await audience.click();
    await page.getByRole("checkbox", { name: "Scolaires" }).check();
    await page.getByLabel("Trier par").selectOption("Prochaine séance");
    await page.getByRole("button", { name: "Rechercher" }).click();
    await expect(page).toHaveURL(/\/evenements\?q=visite&edition=2018&audience=pupils&sort=next$/);
    await expect(page.getByRole("list", { name: "Filtres actifs" }).getByRole("link")).toHaveText([/visite/, "Scolaires", "Tout effacer"]);
    await expect(page.getByLabel("Trier par")).toHaveValue("next");
  });

  for (const path of ["/connexion", "/favoris"]) {
    test(`a page of the application says what it needs, in the frame of the site: ${path}`, async ({ page }) => {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1, name: "Cette page a besoin de JavaScript" })).toBeVisible();
      await expect(page.getByRole("contentinfo").getByRole("link", { name: "Accessibilité" })).toBeVisible();
      await page.getByRole("banner").getByRole("link", { name: "Événements" }).click();
      await expect(page).toHaveURL(/\/evenements/);
    });
  }

  test("on a phone, the menu opens", async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto("/participer");
    await page.getByRole("link", { name: "Menu" }).click();
    await expect(page).toHaveURL(/\/participer#/);
    await expect(page.getByRole("banner").getByRole("link", { name: "Événements" })).toBeVisible();
  });
});

// The accessibility audit is a script itself, so JavaScript stays enabled and only the page's own scripts are blocked.
test.describe("without the site's own scripts", () => {
  test.beforeEach(async ({ page }) => {
    await page.route("**/boot.js", (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
  });

  const PAGES = {
    accueil: () => "/",
    liste: () => "/evenements?edition=2018",
    "liste-vide": () => "/evenements?q=introuvable",
    evenement: anEvent,
    region: () => "/regions/84-auvergne-rhone-alpes",
    departement: () => "/departements/69-rhone",
    participer: () => "/participer",
    menu: () => "/participer#lecture-menu",
    accessibilite: () => "/accessibilite",
    mentions: () => "/mentions-legales",
    "hors-ligne": () => "/hors-ligne",
    inconnue: () => "/nulle-part",
  };
  for (const name of ["accueil", "liste", "evenement", "region", "participer"] as const) {
    test(`stands still while it arrives: ${name}`, async ({ page }) => {
      const path = await PAGES[name](page);
      let part = 1;
      let response: APIResponse | undefined;
      await page.route(`**${path}`, async (route) => {
        // Always the first answer: other journeys label events meanwhile, which the page counts.
        response ??= await route.fetch();
        await route.fulfill({ response, body: beginning(await response.text(), part) });
      });
      for (const width of [360, 1440]) {
        await page.setViewportSize({ width, height: 900 });
        part = 1;
        await page.goto(path);
        const whole = await texts(page);
        for (part of [0.1, 0.3, 0.5, 0.7, 0.9]) {
          await page.goto(path);
          // The last text may be cut, too.
          const first = (await texts(page)).slice(0, -1);
          expect(first, `${width} pixels, ${part * 100} %`).toEqual(whole.slice(0, first.length));
        }
      }
    });
  }
  for (const [name, path] of Object.entries(PAGES)) {
    test(`is accessible: ${name}`, async ({ page }) => {
      await page.goto(await path(page));
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await screen(page, `lecture-${name}`);
    });
  }
});

test("the home page loads little before any interaction", async ({ page }) => {
  const answers: Promise<{ path: string; bytes: number }>[] = [];
  page.on("response", (response) => {
    const path = new URL(response.url()).pathname;
    answers.push(response.request().sizes().then(({ responseBodySize, responseHeadersSize }) => ({ path, bytes: responseBodySize + responseHeadersSize })));
  });
  await page.goto("/", { waitUntil: "networkidle" });
  await expect(page.locator("html")).toHaveAttribute("data-ready", "page");
  const files = await Promise.all(answers);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  expect(bytes, JSON.stringify(files)).toBeLessThan(HOME_MAX_BYTES);
  expect(files.filter(({ path }) => /\.wasm$|maplibre/.test(path))).toEqual([]);
});

test("the application replaces the page without a layout shift and keeps the user's input", async ({ page }) => {
  await page.goto("/");
  await expect(page.locator("html")).toHaveAttribute("data-ready", "page");
  await page.getByLabel(/Que cherchez-vous/).pressSequentially("soud", { delay: 30 });
  await applicationReady(page);
  await expect(page.locator("#lecture")).toHaveCount(0);
  const field = page.getByLabel(/Que cherchez-vous/);
  await expect(field).toBeFocused();
  await expect(field).toHaveValue("soud");
  await page.keyboard.type("ure");
  await expect(field).toHaveValue("soudure");
  await expectShiftsBelow(page, SHIFT_MAX);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/evenements\?q=soudure/);
});

for (const width of [360, 768, 1440]) {
  test(`the list does not move at a width of ${width} pixels`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    await page.goto("/evenements?edition=2018");
    await applicationReady(page);
    await expectShiftsBelow(page, FONT_SHIFT_MAX);
  });
}

test("the page of the server stays until the application has its data", async ({ page }) => {
  let answer = (): void => undefined;
  const answered = new Promise<void>((done) => (answer = done));
  await page.clock.install();
  await page.route("**/api/v1/catalogue/events?*", async (route) => {
    await answered;
    await route.continue();
  });
  const asked = page.waitForRequest("**/api/v1/catalogue/events?*");
  await page.goto("/evenements?edition=2018");
  await asked;
  await page.clock.fastForward("10:00");
  await expect(page.locator("#lecture").getByRole("article").first()).toBeVisible();
  answer();
  await applicationReady(page);
  await expect(page.locator("#lecture")).toHaveCount(0);
  await expectShiftsBelow(page, FONT_SHIFT_MAX);
});

test("a typed commune is found, with and without the application", async ({ page }) => {
  await page.goto("/");
  const field = page.locator("input[name=place]");
  await field.pressSequentially("vénissieux", { delay: 20 });
  await applicationReady(page);
  await expect(field).toHaveValue("vénissieux");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/evenements\?commune=69259$/);
  await applicationReady(page);
  await expect(chosen(page)).toContainText("Vénissieux (69)");
});

test("the page of an event keeps its scroll position", async ({ page }) => {
  await page.goto(await anEvent(page));
  await expect(page.locator("html")).toHaveAttribute("data-ready", "page");
  await page.mouse.wheel(0, 400);
  await applicationReady(page);
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(300);
  await expectShiftsBelow(page, SHIFT_MAX);
  expect(await page.locator("[id]").evaluateAll((all) => all.map(({ id }) => id).filter((id, place, ids) => ids.indexOf(id) !== place))).toEqual([]);
});

test("a link clicked before the application has loaded works", async ({ page, complaints }) => {
  await page.route("**/web.js", (route) => route.abort());
  await page.goto("/");
  await page.getByRole("link", { name: "Participer", exact: true }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "Participer à la Semaine de l’Industrie" })).toBeVisible();
  // The browser reports interrupted requests, which is expected here.
  complaints.splice(0, complaints.length, ...complaints.filter((text) => !/ERR_FAILED|Failed to fetch dynamically/.test(text)));
});
