import type { Locator, Page, Request } from "@playwright/test";
import { type EventSummary, type Listed, read } from "../support/api.ts";
import { ARCHIVE, formatted, LABELLED_2018, total } from "../support/explorer.ts";
import { Host } from "../support/host.ts";
import { screen } from "../support/screen.ts";
import { expect, test as base } from "../support/test.ts";

/** Most that a page loads before somebody asks for the map, in bytes as transferred. */
const MOST_BYTES = 60_000;
/** Presses of Tab after which something counts as out of reach. */
const REACH = 60;

const test = base.extend<{ host: Host; site: string }>({
  host: async ({}, use) => {
    const host = await Host.start();
    await use(host);
    await host.stop();
  },
  site: async ({ baseURL }, use) => use(baseURL ?? ""),
  // A header of their own would make every request to another origin ask for permission first.
  extraHTTPHeaders: {},
});

/** The tag as somebody pastes it. */
function tag(site: string, attributes = "", query = `edition=${ARCHIVE}`): string {
  return `<script type="module" src="${site}/integration/semaine-evenements.js"></script>
    <semaine-evenements ${attributes}><a href="${site}/evenements?${query.replaceAll("&", "&amp;")}">Les événements de la Semaine de l’Industrie</a></semaine-evenements>`;
}

/** A policy that admits this site, and nothing of the page itself. */
function strict(site: string, more = ""): string {
  return `default-src 'none'; script-src ${site}; connect-src ${site}; img-src 'self' ${site}; ${more}`;
}

const embed = (page: Page) => page.locator("semaine-evenements");
const cards = (page: Page) => embed(page).getByRole("article");
const fallback = (page: Page) => page.getByRole("link", { name: "Les événements de la Semaine de l’Industrie", exact: true });

/** The number of events, at the beginning of a text. */
function says(number: number): RegExp {
  return new RegExp(`^${formatted(number).replace(/\s/g, "\\s")}\\sévénements?`);
}

/** Presses Tab until the element has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < REACH; presses += 1) {
    await page.keyboard.press("Tab");
    const focused = await target.evaluate((element) => (element.getRootNode() as Document | ShadowRoot).activeElement === element);
    if (focused) return;
  }
  throw new Error(`not reached by Tab: ${target}`);
}

test("a list in a page of another origin, under a strict policy, takes two requests", async ({ page, site, host }) => {
  const requests: string[] = [];
  const sizes: Promise<number>[] = [];
  page.on("request", (request) => {
    if (request.url().startsWith(site) && request.resourceType() !== "image") requests.push(request.url());
  });
  page.on("requestfinished", (request) => {
    if (request.url().startsWith(site) && request.resourceType() !== "image") sizes.push(request.sizes().then((size) => size.responseBodySize));
  });
  const policy = strict(site, "style-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'");
  await page.goto(host.page(tag(site), { policy }));
  await expect(cards(page)).toHaveCount(12);
  await expect(embed(page).getByRole("status")).toHaveText(says(LABELLED_2018));
  await expect(fallback(page)).toBeHidden();
  expect(requests).toHaveLength(2);
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  expect(bytes).toBeGreaterThan(1_000);
  expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
  // The styles are there although the policy admits none.
  await expect(cards(page).first()).toHaveCSS("border-top-style", "solid");
  expect(await page.context().cookies()).toEqual([]);
});

test("a tag sends its key, and shows the events also when the key is refused", async ({ page, site, host }) => {
  const requests: Request[] = [];
  page.on("request", (request) => {
    if (request.method() === "GET" && request.url().startsWith(`${site}/api/v1/catalogue/events?`)) requests.push(request);
  });
  const key = `sdi_pub_${"0".repeat(49)}`;
  await page.goto(host.page(tag(site, `api-key="${key}"`), { policy: strict(site) }));
  await expect(cards(page)).toHaveCount(12);
  const headers = await Promise.all(requests.map((request) => request.allHeaders()));
  expect(headers.map(({ authorization }) => authorization)).toEqual([`Bearer ${key}`, undefined]);
});

test("by keyboard, a visitor of another site searches and turns pages", async ({ page, site, host }) => {
  await page.goto(host.page(tag(site, 'view="search" page-size="5"'), { policy: strict(site) }));
  await expect(cards(page)).toHaveCount(5);
  await screen(page, "integration-recherche");

  const text = embed(page).getByRole("searchbox", { name: "Mots, organisateur ou commune" });
  await tabTo(page, text);
  await page.keyboard.type("visite");
  await page.keyboard.press("Enter");
  const some = await total(page, `edition=${ARCHIVE}&q=visite`);
  expect(some).toBeGreaterThan(5);
  expect(some).toBeLessThan(LABELLED_2018);
  const status = embed(page).getByRole("status");
  await expect(status).toHaveText(says(some));
  await expect(status).toContainText("Page 1 sur");

  const first = await cards(page).first().getByRole("link").textContent();
  await tabTo(page, embed(page).getByRole("button", { name: "Page suivante" }));
  await page.keyboard.press("Enter");
  await expect(status).toContainText("Page 2 sur");
  await expect(status).toBeFocused();
  await expect(cards(page).first().getByRole("link")).not.toHaveText(first ?? "");

  const region = embed(page).getByRole("combobox", { name: "Région" });
  await region.selectOption({ label: "Bretagne" });
  await text.fill("");
  await embed(page).getByRole("button", { name: "Rechercher" }).click();
  const there = await total(page, `edition=${ARCHIVE}&region=53`);
  await expect(status).toHaveText(says(there));

  await embed(page).getByLabel("À partir du").fill("2018-03-28");
  await embed(page).getByLabel("Jusqu’au").fill("2018-03-26");
  await embed(page).getByRole("button", { name: "Rechercher" }).click();
  await expect(status).toHaveText(says(there));
});

test("the map is loaded once somebody asks for it", async ({ page, site, host }) => {
  const paths: string[] = [];
  page.on("request", (request) => paths.push(new URL(request.url()).pathname));
  await page.goto(host.page(tag(site, 'data-map-size="height:500px"', `edition=${ARCHIVE}&region=84`), { policy: strict(site, `frame-src ${site}`) }));
  await expect(cards(page)).toHaveCount(12);
  expect(paths.filter((path) => /maplibre|carte/.test(path))).toEqual([]);

  const button = embed(page).getByRole("button", { name: "Voir la carte" });
  await expect(button).toHaveAttribute("aria-expanded", "false");
  await tabTo(page, button);
  await page.keyboard.press("Enter");
  const frame = page.frameLocator("iframe[title^='Carte des événements']");
  await expect(frame.locator("#map-drawing")).toHaveAttribute("data-idle", /\d/);
  await expect(embed(page).locator("iframe")).toHaveCSS("height", "500px");
  expect(paths.some((path) => path.endsWith("/maplibre-gl.mjs"))).toBe(true);
  await screen(page, "integration-carte");

  await embed(page).getByRole("button", { name: "Masquer la carte" }).click();
  await expect(embed(page).locator("iframe")).toHaveCount(0);
});

test("what a hostile policy forbids leaves a link", async ({ page, site, host, complaints }) => {
  await test.step("no scripts", async () => {
    await page.goto(host.page(tag(site), { policy: "default-src 'none'" }));
    await expect(fallback(page)).toBeVisible();
  });
  await test.step("no data", async () => {
    await page.goto(host.page(tag(site), { policy: `default-src 'none'; script-src ${site}` }));
    await expect(embed(page).getByRole("status")).toContainText("Les événements n’ont pas pu être chargés.");
    await expect(fallback(page)).toBeVisible();
    await expect(embed(page).getByRole("button", { name: "Réessayer" })).toBeVisible();
  });
  await test.step("no frames", async () => {
    await page.goto(host.page(tag(site, 'view="map"'), { policy: strict(site) }));
    await expect(cards(page)).toHaveCount(12);
    await expect(embed(page).getByRole("link", { name: /^Voir la carte sur le site/ })).toBeVisible();
    await expect(embed(page).locator("iframe")).toHaveCount(0);
  });
  // The browser reports what the policies forbid.
  expect(complaints.filter((text) => !/Content Security Policy|semaine-evenements|Refused to|Failed to fetch/.test(text))).toEqual([]);
  complaints.length = 0;
});

test("nothing of an embed lies above what its page fixes over it", async ({ page, site, host }) => {
  const head = "<style>header{position:fixed;inset:0 0 auto;height:120px;background:#fff;z-index:1}main{padding-top:140px}semaine-evenements{--semaine-scroll-margin:140px}</style>";
  await page.goto(host.page(`<header id="fixed">Menu</header>${tag(site, 'view="map"')}`, { head }));
  await expect(cards(page)).toHaveCount(12);
  await embed(page).getByRole("button", { name: "Page suivante" }).click();
  await expect(embed(page).getByRole("status")).toBeFocused();
  const top = async () => (await embed(page).getByRole("status").boundingBox())?.y ?? 0;
  await expect.poll(top, { message: "the focus is not hidden below the header" }).toBeGreaterThanOrEqual(120);
  for (const top of [0, 200, 400]) {
    await page.evaluate((top) => scrollTo(0, top), top);
    const above = await page.evaluate(() => [10, 60, 110].map((y) => document.elementFromPoint(innerWidth / 2, y)?.id));
    expect(above).toEqual(["fixed", "fixed", "fixed"]);
  }
});

test("one event and the number of events, in English, with the attributes of OpenAgenda", async ({ page, site, host }) => {
  const { items } = await read<Listed<EventSummary>>(page.request, `/api/v1/catalogue/events?edition=${ARCHIVE}&region=84&limit=1`);
  const event = items[0];
  if (!event) throw new Error("there is no event");
  const address = `${site}/evenements/${ARCHIVE}/${event.slug}`;
  const one = `<semaine-evenements id="one" lang="en"><a href="${address}">Un événement</a></semaine-evenements>`;
  const number = `<semaine-evenements id="number" view="counter" lang="en" query="edition=${ARCHIVE}&amp;region=84"></semaine-evenements>`;
  const list = `<semaine-evenements id="list" lang="en" query="edition=${ARCHIVE}" data-page-size="3" data-hide-location data-display-total="0" data-image-list="false" data-export-modal data-primary-color="#aa0000" data-sort="timings.asc" data-logo="1"></semaine-evenements>`;
  await page.goto(host.page(tag(site, "hidden") + one + number + list));

  await expect(page.locator("#one").getByRole("link", { name: event.title })).toHaveAttribute("href", address);
  await expect(page.locator("#one time")).toContainText(/\d{4}/);
  const there = new Intl.NumberFormat("en-GB").format(await total(page, `edition=${ARCHIVE}&region=84`));
  await expect(page.locator("#number")).toContainText(`${there} labelled events`);
  const shown = page.locator("#list");
  await expect(shown.getByRole("article")).toHaveCount(3);
  await expect(shown.getByRole("status")).toHaveText(/^Page 1 of /);
  await expect(shown.locator(".where, img")).toHaveCount(0);
  await expect(shown.getByRole("article").first().getByRole("link")).toHaveCSS("color", "rgb(170, 0, 0)");
  await shown.getByText("Take this list with you").click();
  await expect(shown.getByRole("link", { name: "Calendar (iCalendar)" })).toHaveAttribute("href", `${site}/api/v1/catalogue/events.ics?edition=${ARCHIVE}&sort=next`);
  await page.locator("#list").evaluate((element) => element.setAttribute("page-size", "2"));
  await expect(shown.getByRole("article")).toHaveCount(2);
  await screen(page, "integration-anglais");
});

test("a frame tells its height, also out of sight, and to WordPress without an origin", async ({ page, site, host }) => {
  const address = `${site}/integration?edition=${ARCHIVE}&amp;page-size=4&amp;accent=%23aa0000`;
  const listen = "<script>messages=[];addEventListener('message',(event)=>messages.push(event.data))</script>";
  const frames = `<iframe id="plain" src="${address}" title="Événements" height="100"></iframe><iframe id="sandboxed" src="${address}#?secret=s3cret" title="Événements, encore" height="100" sandbox="allow-scripts" security="restricted" style="margin-top: 300vh"></iframe>`;
  await page.goto(host.page(tag(site, 'view="counter"') + frames, { head: listen }));
  await expect(page.frameLocator("#plain").getByRole("article")).toHaveCount(4);
  await expect(page.frameLocator("#sandboxed").getByRole("article")).toHaveCount(4);
  const height = (id: string) => page.locator(id).evaluate((frame) => frame.clientHeight);
  await expect.poll(() => height("#plain")).toBeGreaterThan(300);
  await expect(page.frameLocator("#plain").getByRole("article").first().getByRole("link")).toHaveCSS("color", "rgb(170, 0, 0)");

  type Message = { message?: string; value?: number | string; secret?: string };
  const told = (kind: string) => page.evaluate((kind) => (globalThis as unknown as { messages: Message[] }).messages.findLast(({ message }) => message === kind), kind);
  await expect.poll(async () => (await told("height"))?.value).toBeGreaterThan(300);
  expect((await told("height"))?.secret).toBe("s3cret");
  await page.frameLocator("#sandboxed").getByRole("article").first().getByRole("link").click();
  await expect.poll(async () => (await told("link"))?.value).toMatch(new RegExp(`^${site}/evenements/${ARCHIVE}/`));

  await page.frameLocator("#plain").getByRole("article").first().getByRole("link").click();
  await expect(page).toHaveURL(new RegExp(`^${site}/evenements/${ARCHIVE}/`));
});

test("pages of the site themselves are framed nowhere", async ({ page, site, host, complaints }) => {
  await page.goto(host.page(`<iframe src="${site}/evenements" title="La liste"></iframe>`));
  await expect.poll(() => complaints.some((text) => /frame-ancestors/.test(text))).toBe(true);
  await expect(page.frameLocator("iframe").getByRole("heading")).toHaveCount(0);
  complaints.length = 0;
});

test("without scripts, the tag leaves its link and the frame its list", async ({ browser, site, host }) => {
  const bare = await browser.newContext({ javaScriptEnabled: false });
  const page = await bare.newPage();
  await page.goto(host.page(`${tag(site)}<iframe src="${site}/integration?edition=${ARCHIVE}&amp;view=search" title="Événements"></iframe>`));
  await expect(fallback(page)).toBeVisible();
  const frame = page.frameLocator("iframe");
  await expect(frame.getByRole("listitem")).toHaveCount(12);
  await frame.getByRole("searchbox").fill("visite");
  await frame.getByRole("button", { name: "Rechercher" }).click();
  await expect(frame.getByRole("searchbox")).toHaveValue("visite");
  await frame.getByRole("link", { name: "Page suivante" }).click();
  await expect(frame.getByRole("link", { name: "Page précédente" })).toBeVisible();
  await bare.close();
});

test("the page of an event names a description, whose frame shows the event", async ({ page, site, host }) => {
  const { items } = await read<Listed<EventSummary>>(page.request, `/api/v1/catalogue/events?edition=${ARCHIVE}&limit=1`);
  const html = await (await page.request.get(`/evenements/${ARCHIVE}/${items[0]?.slug}`, { headers: { Accept: "text/html" } })).text();
  const link = /type="application\/json\+oembed"[^>]* href="([^"]+)"/.exec(html)?.[1]?.replaceAll("&#38;", "&");
  const described = await read<{ type: string; html: string; width: number }>(page.request, `${link}&maxwidth=500`);
  expect(described).toMatchObject({ type: "rich", width: 500 });
  await page.goto(host.page(described.html));
  await expect(page.frameLocator("iframe").getByRole("link", { name: items[0]?.title ?? "" })).toBeVisible();
  expect(described.html).toContain(site);
});

test("somebody composes a tag, sees it, and copies it", async ({ page, site, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto("/integrer?kind=company_visit");
  await expect(page.getByRole("heading", { level: 1, name: "Afficher les événements sur votre site" })).toBeVisible();
  await page.getByLabel("Présentation").selectOption({ label: "Carte et liste" });
  await page.getByLabel("Région").selectOption({ label: "Bretagne" });
  await page.getByLabel("Événements par page").fill("6");
  const code = page.getByLabel("Balise", { exact: true });
  await expect(code).toHaveValue(/<semaine-evenements view="map" page-size="6">/);
  await expect(code).toHaveValue(/\/evenements\?region=53&amp;kind=company_visit"/);
  await page.getByRole("button", { name: "Mettre à jour" }).click();
  await expect(page.getByTitle("Aperçu")).toHaveAttribute("src", "/integration?region=53&kind=company_visit&view=map&page-size=6");
  await expect(page.frameLocator("[title=Aperçu]").locator("semaine-evenements")).toHaveAttribute("view", "map");
  await page.getByRole("button", { name: "Copier la balise" }).click();
  await expect(page.getByText("Le code est copié.")).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await code.inputValue());
  expect(await code.inputValue()).toContain(`src="${site}/integration/semaine-evenements.js"`);
  await page.getByLabel("Clé publiable de votre espace partenaire").fill("sdi_pub_0aZ");
  await expect(code).toHaveValue(/<semaine-evenements view="map" page-size="6" api-key="sdi_pub_0aZ">/);
  await screen(page, "integrer");
});
