import { expect, type Page, test } from "@playwright/test";
import { digits, ms, tell } from "./support/report.ts";
import { dataSet, serve, type Server } from "./support/server.ts";

const SIZE = 5_000;
const RUNS = 5;
const QUIET_MS = 1_500;
const PART = `browser, ${digits(SIZE)} events, nothing in its cache`;

test.describe.configure({ mode: "serial" });
let server: Server;
test.beforeAll(async () => {
  server = await serve((await dataSet(SIZE)).path);
});
test.afterAll(() => server?.stop());

/** What has come over the wire for a page, by what it is for. */
type Transfer = { all: number; by: Map<string, number>; map: number };

test("what the home page transfers before anybody does anything", async ({ browser }) => {
  const transfer = await visit(await (await browser.newContext()).newPage(), "/");
  tell(
    { part: PART, name: "home page, transferred before interaction", measured: `${digits(transfer.all / 1e3)} kB`, wanted: "< 350 kB", reached: transfer.all < 350_000, beside: kinds(transfer) },
    { part: PART, name: "of that, code of the map", measured: `${digits(transfer.map / 1e3)} kB`, wanted: "none", reached: transfer.map === 0 },
  );
});

test("what the explorer transfers", async ({ browser }) => {
  const transfer = await visit(await (await browser.newContext()).newPage(), "/evenements");
  tell({ part: PART, name: "explorer, transferred before interaction", measured: `${digits(transfer.all / 1e3)} kB`, beside: kinds(transfer) });
});

test("from navigation to the map at rest", async ({ browser }) => {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    await page.goto(`${server.site}/evenements`, { waitUntil: "commit" });
    times.push(await mapAtRest(page));
    await context.close();
  }
  times.sort((a, b) => a - b);
  const middle = times[Math.floor(RUNS / 2)] ?? Number.NaN;
  tell({ part: PART, name: "explorer, from navigation to the map at rest with every point", measured: ms(middle), wanted: "< 2 s", reached: middle < 2_000, beside: { all: times.map((time) => ms(time)).join(" ") } });
});

/** The moment at which the map came to rest after the last answer that it waited for, counted from the navigation. */
async function mapAtRest(page: Page): Promise<number> {
  const map = page.locator("[data-idle]").first();
  await expect(map).toBeAttached({ timeout: 60_000 });
  let last = -1;
  // At rest for longer than any request takes: nothing is to come.
  for (;;) {
    await page.waitForTimeout(QUIET_MS);
    const idle = Number(await map.getAttribute("data-idle"));
    if (idle === last) return idle;
    last = idle;
  }
}

/** Opens a page and counts what comes until the network is quiet. */
async function visit(page: Page, path: string): Promise<Transfer> {
  const transfer: Transfer = { all: 0, by: new Map(), map: 0 };
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Network.enable");
  const asked = new Map<string, { url: string; kind: string }>();
  devtools.on("Network.responseReceived", ({ requestId, response, type }) => asked.set(requestId, { url: response.url, kind: response.url.endsWith(".wasm") ? "Wasm" : type }));
  devtools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const { url, kind } = asked.get(requestId) ?? { url: "", kind: "Other" };
    transfer.all += encodedDataLength;
    transfer.by.set(kind, (transfer.by.get(kind) ?? 0) + encodedDataLength);
    if (/maplibre|topojson/.test(url)) transfer.map += encodedDataLength;
  });
  await page.goto(`${server.site}${path}`);
  await page.waitForLoadState("networkidle");
  await page.waitForTimeout(QUIET_MS);
  return transfer;
}

const kinds = ({ by }: Transfer) => Object.fromEntries([...by].map(([kind, bytes]) => [kind, `${digits(bytes / 1e3)} kB`]));
