import { type EventSummary, type Listed, read } from "../support/api.ts";
import { expectKept } from "../support/kept.ts";
import { Network } from "../support/network.ts";
import { withoutMap } from "../support/no-map.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";

test.use({ serviceWorkers: "allow" });

test("visited pages stay readable offline", async ({ page, baseURL, complaints }) => {
  await withoutMap(page);
  const network = await Network.to(baseURL ?? "");
  const at = (path = "") => `${network.site}${path}`;
  const { items } = await read<Listed<EventSummary>>(page.request, "/api/v1/catalogue/events?limit=2");
  const [known, unknown] = items.map(({ edition, slug }) => `/evenements/${edition}/${slug}`);
  await page.goto(at("/"));
  await page.evaluate(() => navigator.serviceWorker.ready);
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
  await page.goto(at(known));
  await page.goto(at("/evenements"));
  await expect(page.getByRole("main").getByRole("article").first()).toBeVisible();
  await expectKept(page, at(known), at("/api/v1/catalogue/events"));

  await network.disconnect();
  await page.goto(at("/evenements"));
  await expect(page.getByRole("main").getByRole("article").first()).toBeVisible();
  await page.goto(at(known));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(items[0]?.title.replace(/ (?=[:;!?»])|(?<=«) /g, "\u202f") ?? "");
  await page.goto(at(unknown));
  await expect(page.getByRole("heading", { level: 1, name: "Vous êtes hors ligne" })).toBeVisible();
  await screen(page, "hors-ligne");

  await network.reconnect();
  await page.getByRole("link", { name: "Réessayer" }).click();
  await expect(page.getByRole("heading", { level: 1 })).not.toHaveText("Vous êtes hors ligne");
  // The browser reports failed requests while offline, which is expected here.
  complaints.splice(0, complaints.length, ...complaints.filter((text) => !/ERR_CONNECTION|ERR_EMPTY_RESPONSE|Failed to fetch/.test(text)));
  await network.disconnect();
});

test("the site can be installed", async ({ page }) => {
  await page.goto("/");
  const href = await page.locator("link[rel=manifest]").getAttribute("href");
  const manifest = await read<{ lang: string; icons: { src: string; sizes: string; purpose?: string }[] }>(page.request, href ?? "");
  expect(manifest.lang).toBe("fr");
  for (const { src, sizes } of manifest.icons.filter((icon) => icon.src.endsWith(".png"))) {
    const side = Number(sizes.split("x")[0]);
    const size = await page.evaluate(async (address) => {
      const image = new Image();
      image.src = address;
      await image.decode();
      return [image.naturalWidth, image.naturalHeight];
    }, src);
    expect(size).toEqual([side, side]);
  }
  expect(manifest.icons.some((icon) => icon.purpose === "maskable")).toBe(true);
});
