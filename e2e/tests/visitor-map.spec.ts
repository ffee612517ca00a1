import type { APIRequestContext, Page, Route } from "@playwright/test";
import { announced, ARCHIVE, cards, chosen, found, LABELLED_2018, list, map, mapBox, mapReady, queryParameters, total } from "../support/explorer.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";

/** Drags the map by a number of pixels. */
async function drag(page: Page, right: number, down: number): Promise<void> {
  const box = await mapBox(page);
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + right, y + down, { steps: 8 });
  await page.mouse.up();
}

/** Waits until the list has the events in sight of the map, whose last move may come in parts; returns their number. */
async function inSight(page: Page): Promise<number> {
  let events = LABELLED_2018;
  await expect(page).toHaveURL(/bbox=/);
  await expect(async () => {
    events = await total(page, `edition=${ARCHIVE}&bbox=${queryParameters(page).bbox}`);
    await expect(found(page)).toHaveText(announced(events), { timeout: 5_000 });
  }).toPass();
  expect(events).toBeLessThan(LABELLED_2018);
  return events;
}

/** Clicks the middle of the map, again while its points are not drawn yet, until the panel of the place is open. */
async function openPlace(page: Page) {
  const panel = page.getByRole("region", { name: /événements? à cet endroit/ });
  await expect(async () => {
    if (!(await panel.isVisible())) {
      const box = await mapBox(page);
      await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    }
    await expect(panel).toBeFocused({ timeout: 2_000 });
  }).toPass();
  return panel;
}

type Place = { lon: number; lat: number };
type Event = { slug: string; title: string; city: string; position?: Place };

/** Half the width, in degrees, of a map that shows one place. */
const AROUND_DEG = 0.004;

/** An event of La Réunion that has the part of the map around it for itself. */
async function alone(request: APIRequestContext): Promise<Event & { position: Place }> {
  const { items } = (await (await request.get(`/api/v1/catalogue/events?edition=${ARCHIVE}&region=04&limit=100`)).json()) as { items: Event[] };
  const placed = items.flatMap((event) => (event.position ? [{ ...event, position: event.position }] : []));
  const found = placed.find(({ slug, position: { lon, lat } }) =>
    placed.every((other) => other.slug === slug || Math.hypot(other.position.lon - lon, other.position.lat - lat) > AROUND_DEG));
  if (!found) throw new Error("no event stands alone");
  return found;
}

/** The address of the map around a place. */
function around({ lon, lat }: Place): string {
  const box = [lon - AROUND_DEG, lat - 0.003, lon + AROUND_DEG, lat + 0.003].map((edge) => edge.toFixed(4)).join(",");
  return `/evenements?edition=${ARCHIVE}&region=04&bbox=${box}`;
}

/** Shows one circle on the map, of events that are all at one place. */
async function atOnePlace(page: Page, { lon, lat }: Place, count: number): Promise<void> {
  const geometry = { type: "Point", coordinates: [lon, lat] };
  const circle = { type: "Feature", properties: { count, bbox: [lon, lat, lon, lat] }, geometry };
  const points = Array.from({ length: count }, (_, at) => {
    const properties = { edition: ARCHIVE, slug: `atelier-${at + 1}`, kind: "company_visit", title: `Atelier ${at + 1}` };
    return { type: "Feature", properties, geometry };
  });
  const collection = (features: object[]) => ({ json: { type: "FeatureCollection", features } });
  // So many that the server makes the circles.
  await page.route(/\/catalogue\/events\?limit=1&count=true/, (route) => route.fulfill({ json: { items: [], total: 50_000 } }));
  await page.route(/\/catalogue\/clusters\?/, (route) => route.fulfill(collection([circle])));
  await page.route(/\/catalogue\/points\?/, (route) => route.fulfill(collection(points)));
}

test("the list follows the map, and reloading the URL restores the view", async ({ page }) => {
  await page.goto(`/evenements?edition=${ARCHIVE}`);
  await mapReady(page);
  await expect(found(page)).toHaveText(announced(LABELLED_2018));

  await drag(page, 60, -120);
  const events = await inSight(page);
  await expect(chosen(page)).toContainText("Zone de la carte");

  await page.reload();
  await mapReady(page);
  await expect(found(page)).toHaveText(announced(events));
  await chosen(page).getByRole("button", { name: "Retirer le filtre : Zone de la carte" }).click();
  await expect(found(page)).toHaveText(announced(LABELLED_2018));
});

test("a single wheel notch updates the list too", async ({ page }) => {
  await page.goto(`/evenements?edition=${ARCHIVE}`);
  await mapReady(page);
  const box = await mapBox(page);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.wheel(0, -120);
  await inSight(page);
});

test("France fills the visible part of the map", async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(`/evenements?edition=${ARCHIVE}`);
  await mapReady(page);
  const atRest = async () => Number(await map(page).locator(".map__canvas").getAttribute("data-idle"));
  const [address, first] = [page.url(), await atRest()];
  await page.evaluate(() => scrollBy(0, 700));
  await expect.poll(atRest).toBeGreaterThan(first);
  expect(page.url()).toBe(address);
  await expect(found(page)).toHaveText(announced(LABELLED_2018));
});

test("with the option off, moving the map updates the list only on request", async ({ page }) => {
  await page.goto(`/evenements?edition=${ARCHIVE}`);
  await mapReady(page);
  const follow = page.getByRole("switch", { name: "Chercher en déplaçant la carte" });
  await expect(follow).toBeChecked();
  await follow.uncheck();
  await drag(page, 80, 0);
  const here = page.getByRole("button", { name: "Rechercher dans cette zone" });
  await expect(here).toBeVisible();
  await expect(page).not.toHaveURL(/bbox=/);
  await screen(page, "explorateur-zone");
  await here.click();
  await expect(page).toHaveURL(/bbox=/);
  await expect(here).toBeHidden();
});

test("the overseas regions are one click away, on the map and in the list", async ({ page }) => {
  await page.goto(`/evenements?edition=${ARCHIVE}`);
  await mapReady(page);
  const parts = page.getByRole("list", { name: "Aller à une partie de la France" });
  await expect(parts.getByRole("button")).toHaveText(["Métropole", "Guadeloupe", "Guyane", "La Réunion", "Martinique", "Mayotte"]);
  await parts.getByRole("button", { name: "La Réunion" }).click();
  await expect(parts.getByRole("button", { name: "La Réunion" })).toHaveAttribute("aria-pressed", "true");
  await expect(found(page)).toHaveText(announced(await total(page, `edition=${ARCHIVE}&region=04`)));
  await expect(chosen(page)).toContainText("La Réunion");
  await screen(page, "explorateur-reunion");
  await parts.getByRole("button", { name: "Métropole" }).click();
  await expect(page).not.toHaveURL(/region=/);
  await expect(page).toHaveURL(/bbox=/);
});

test("Back and Forward go through ten searches, and list and map follow", async ({ page }) => {
  const regions = [["Guadeloupe", "01"], ["Guyane", "03"], ["La Réunion", "04"], ["Martinique", "02"], ["Mayotte", "06"]] as const;
  const states = Array.from({ length: 2 }, () => regions).flat();
  await page.goto(`/evenements?edition=${ARCHIVE}`);
  await mapReady(page);
  const part = (name: string) => page.getByRole("list", { name: "Aller à une partie de la France" }).getByRole("button", { name });
  const isShown = async (name: string, code: string) => {
    await expect(page).toHaveURL(new RegExp(`region=${code}$`));
    await expect(part(name)).toHaveAttribute("aria-pressed", "true");
  };
  for (const [name, code] of states) {
    await part(name).click();
    await isShown(name, code);
  }
  for (const [name, code] of states.slice(0, -1).reverse()) {
    await page.goBack();
    await isShown(name, code);
  }
  await expect(found(page)).toHaveText(announced(await total(page, `edition=${ARCHIVE}&region=01`)));
  await page.goBack();
  await expect(found(page)).toHaveText(announced(LABELLED_2018));
  for (const [name, code] of states) {
    await page.goForward();
    await isShown(name, code);
  }
  await expect(found(page)).toHaveText(announced(await total(page, `edition=${ARCHIVE}&region=06`)));
});

test("close up, the map draws the limits of the communes", async ({ page }) => {
  const held: Route[] = [];
  await page.route(/\/communes\/974\.json$/, (route) => void held.push(route));
  await page.goto(`/evenements?edition=${ARCHIVE}&region=04&bbox=55.44,-20.89,55.46,-20.87`);
  await mapReady(page);
  await expect.poll(() => held.length).toBe(1);
  const atRest = async () => Number(await map(page).locator(".map__canvas").getAttribute("data-idle"));
  const before = await atRest();
  const loaded = page.waitForResponse(/\/communes\/974\.json$/);
  await Promise.all(held.map((route) => route.continue()));
  expect((await loaded).ok()).toBe(true);
  await expect.poll(atRest).toBeGreaterThan(before);
});

test("clicking a point shows its events and scrolls to their card in the list", async ({ page }) => {
  const event = await alone(page.request);
  await page.goto(around(event.position));
  await mapReady(page);
  await expect(page.getByRole("article").filter({ hasText: event.title }).first()).toBeVisible();
  const panel = await openPlace(page);
  await expect(panel.getByRole("link", { name: event.title })).toBeVisible();
  await expect(page.locator(".card--lit").first()).toBeVisible();
  const item = panel.getByRole("listitem").filter({ hasText: event.title });
  await expect(item).toContainText(event.city);
  const star = item.getByRole("button", { name: `Favori : ${event.title}` });
  await star.click();
  await expect(star).toHaveAttribute("aria-pressed", "true");
  await expect(panel).toBeInViewport({ ratio: 1 });
  await panel.focus();
  await page.keyboard.press("Escape");
  await expect(panel).toBeHidden();
  await expect(page.locator(".card--lit")).toHaveCount(0);
});

test("streets cover the map close up, and the map works while their tiles do not come", async ({ page, request, baseURL, complaints }) => {
  const config = await (await request.get("/api/v1/config")).json();
  const streets = { tiles: `${baseURL}/rues/{z}/{x}/{y}.png`, attribution: "© Rues" };
  await page.route("**/api/v1/config", (route) => route.fulfill({ json: { ...config, streets } }));
  const asked: string[] = [];
  await page.route("**/rues/**", (route) => {
    asked.push(route.request().url());
    return route.abort();
  });
  const { position } = await alone(request);
  await page.goto(around(position));
  await expect.poll(() => asked.length).toBeGreaterThan(0);
  await mapReady(page);
  await expect(map(page).locator(".maplibregl-ctrl-attrib")).toContainText("© Rues");
  await openPlace(page);
  // The browser must report nothing but the missing tiles.
  expect(complaints.filter((text) => !/ERR_FAILED/.test(text))).toEqual([]);
  complaints.length = 0;
});

test("the keyboard opens circles until the events of a place, and goes back to the map", async ({ page }) => {
  await page.goto(`/evenements?edition=${ARCHIVE}&region=84`);
  await mapReady(page);
  const canvas = map(page).locator("canvas");
  await canvas.focus();
  await page.keyboard.press("ArrowRight");
  await expect(map(page).getByRole("status")).toHaveText(/^Entrée\s:\s(ouvrir le groupe de[\d\s]+événements|voir\s«.+»)$/);
  await screen(page, "explorateur-carte-clavier");
  const panel = page.getByRole("region", { name: /événements? à cet endroit/ });
  await expect(async () => {
    if (!(await panel.isVisible())) await canvas.press("Enter");
    await expect(panel).toBeFocused({ timeout: 1_000 });
  }).toPass();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await expect(panel.getByRole("link").first()).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(panel).toBeHidden();
  await expect(canvas).toBeFocused();
});

test("events of one place are drawn apart, and each is opened by key and by pointer", async ({ page }) => {
  const { position } = await alone(page.request);
  await atOnePlace(page, position, 3);
  await page.goto(around(position));
  await mapReady(page);
  const canvas = map(page).locator("canvas");
  const aim = map(page).getByRole("status");
  const panel = page.getByRole("region", { name: /^1\sévénement\sà/ });
  await canvas.focus();
  await canvas.press("Shift");
  await expect(aim).toHaveText(/groupe\sde\s3\sévénements$/);
  await canvas.press("Enter");
  await expect(aim).toHaveText(/^1\ssur\s3\s–\sEntrée\s:\svoir\s«\sAtelier\s1\s»/);
  await canvas.press("ArrowRight");
  await expect(aim).toHaveText(/^2\ssur\s3\s–\sEntrée\s:\svoir\s«\sAtelier\s2\s»/);
  await screen(page, "explorateur-carte-deploiement");
  await canvas.focus();
  await canvas.press("Shift");
  await expect(aim).toHaveText(/^2\ssur\s3/);
  await canvas.press("Enter");
  await expect(panel).toBeFocused();
  await expect(panel.getByRole("link")).toHaveText(["Atelier 2"]);
  await panel.press("Escape");
  await expect(panel).toBeHidden();
  await expect(canvas).toBeFocused();
  await canvas.press("Escape");
  await expect(aim).toHaveText(/groupe\sde\s3\sévénements$/);

  // The first event is drawn above the place.
  const box = await mapBox(page);
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.click(x, y);
  await expect(async () => {
    if (!(await panel.isVisible())) await page.mouse.click(x, y - 48);
    await expect(panel).toBeFocused({ timeout: 1_000 });
  }).toPass();
  await expect(panel.getByRole("link")).toHaveText(["Atelier 1"]);
});

test("more events of one place than a ring holds are listed", async ({ page }) => {
  const { position } = await alone(page.request);
  await atOnePlace(page, position, 13);
  await page.goto(around(position));
  await mapReady(page);
  const panel = await openPlace(page);
  await expect(panel).toHaveAccessibleName(/^13\sévénements\sà/);
  await expect(panel.getByRole("link")).toHaveCount(13);
});

test("on a phone, a card over the map lights its place, and a point brings its card", async ({ page }) => {
  // So high that no card reaches the middle of the map.
  await page.setViewportSize({ width: 360, height: 900 });
  await page.goto(`/evenements?edition=${ARCHIVE}&region=04&vue=carte`);
  await mapReady(page);
  const strip = page.getByRole("region", { name: "Événements de la carte, un par un" });
  const items = strip.getByRole("listitem");
  const here = /reel__card--here/;
  await expect(items.first()).toHaveClass(here);
  await screen(page, "telephone-carte-fiches");
  await items.nth(2).evaluate((card) => card.scrollIntoView({ block: "nearest", inline: "center" }));
  await expect(items.nth(2)).toHaveClass(here);
  await expect(items.first()).not.toHaveClass(here);

  const event = await alone(page.request);
  await page.goto(`${around(event.position)}&vue=carte`);
  await mapReady(page);
  await expect(items.first()).toHaveClass(here);
  // Again while its points are not drawn yet.
  await expect(async () => {
    const box = await mapBox(page);
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await expect(strip.getByRole("link", { name: event.title }).first()).toBeFocused({ timeout: 2_000 });
  }).toPass();
  await expect(items.filter({ hasText: event.title }).first()).toHaveClass(here);
  await expect(page.getByRole("region", { name: /événements? à cet endroit/ })).toHaveCount(0);
});

test("focusing a card by keyboard highlights its place on the map", async ({ page }) => {
  await page.goto(`/evenements?edition=${ARCHIVE}&region=84`);
  await mapReady(page);
  const before = await map(page).locator("canvas").screenshot();
  await cards(page).first().getByRole("link").focus();
  await expect(async () => {
    const after = await map(page).locator("canvas").screenshot();
    expect(after.equals(before)).toBe(false);
  }).toPass();
});

test("a large number of events is clustered by the server for the visible area", async ({ page }) => {
  await page.route(/\/catalogue\/events\?limit=1&count=true/, (route) => route.fulfill({ json: { items: [], total: 50_000 } }));
  const clusters = /\/catalogue\/clusters\?(?=.*zoom=\d)(?=.*bbox=)/;
  const points: string[] = [];
  page.on("request", (request) => request.url().includes("/catalogue/points") && points.push(request.url()));
  const first = page.waitForResponse(clusters);
  await page.goto(`/evenements?edition=${ARCHIVE}&region=84`);
  const { features } = await (await first).json();
  expect(features.length).toBeGreaterThan(0);
  await mapReady(page);
  const next = page.waitForResponse(clusters);
  await drag(page, 0, 90);
  expect((await next).ok()).toBe(true);
  expect(points).toEqual([]);
});

test("when the map cannot load, the regions and the list remain usable", async ({ page, complaints }) => {
  await page.route(/maplibre-gl\.mjs/, (route) => route.abort());
  await page.goto(`/evenements?edition=${ARCHIVE}`);
  await expect(page.getByText("La carte n’a pas pu être chargée")).toBeVisible();
  const regions = page.getByRole("list", { name: "Événements par région" });
  await regions.getByRole("button", { name: /^Bretagne/ }).click();
  await expect(page).toHaveURL(/region=53/);
  await expect(list(page).getByRole("article").first()).toBeVisible();
  await screen(page, "explorateur-carte-bloquee");
  // The browser and the page must report nothing but the blocked requests.
  expect(complaints.filter((text) => !/ERR_FAILED|^map: /.test(text))).toEqual([]);
  complaints.length = 0;
});

test("a map whose graphics context is lost leaves the list, and comes back with it", async ({ page }) => {
  await page.goto(`/evenements?edition=${ARCHIVE}&region=84`);
  await mapReady(page);
  const canvas = map(page).locator("canvas");
  const lose = await canvas.evaluateHandle((element) => (element as HTMLCanvasElement).getContext("webgl2")?.getExtension("WEBGL_lose_context"));
  await lose.evaluate((extension) => extension?.loseContext());
  const notice = page.getByText("La carte s’est arrêtée");
  await expect(notice).toBeVisible();
  await expect(page.getByText("La liste contient les mêmes événements")).toBeVisible();
  await expect(cards(page).first()).toBeVisible();
  await lose.evaluate((extension) => extension?.restoreContext());
  await expect(notice).toBeHidden();
  await expect(canvas).toBeVisible();
});
