import { expect, type Page, test } from "@playwright/test";
import { digits, ms, record } from "./support/report.ts";
import { dataSet, serve, type Server } from "./support/server.ts";

const SIZE = 5_000;
const RUNS = 5;
const QUIET_MS = 1_500;
const PART = `browser, ${digits(SIZE)} events, empty cache`;

test.describe.configure({ mode: "serial" });
let server: Server;
test.beforeAll(async () => {
  server = await serve((await dataSet(SIZE)).path);
});
test.afterAll(() => server?.stop());

/** Bytes transferred for a page: in total, by resource type, and for the map. */
type Transfer = { all: number; by: Map<string, number>; map: number };

test("transfer size of the home page before any interaction", async ({ browser }) => {
  const transfer = await visit(await (await browser.newContext()).newPage(), "/");
  record(
    { part: PART, name: "home page, transferred before interaction", measured: `${digits(transfer.all / 1e3)} kB`, target: "< 350 kB", reached: transfer.all < 350_000, details: kinds(transfer) },
    { part: PART, name: "of which code of the map", measured: `${digits(transfer.map / 1e3)} kB`, target: "none", reached: transfer.map === 0 },
  );
});

test("transfer size of the explorer", async ({ browser }) => {
  const transfer = await visit(await (await browser.newContext()).newPage(), "/evenements");
  record({ part: PART, name: "explorer, transferred before interaction", measured: `${digits(transfer.all / 1e3)} kB`, details: kinds(transfer) });
});

test("time from navigation to the idle map", async ({ browser }) => {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    await page.goto(`${server.site}/evenements`, { waitUntil: "commit" });
    times.push(await timeToIdleMap(page));
    await context.close();
  }
  times.sort((a, b) => a - b);
  const middle = times[Math.floor(RUNS / 2)] ?? Number.NaN;
  record({ part: PART, name: "explorer, from navigation to the idle map with every point", measured: ms(middle), target: "< 2 s", reached: middle < 2_000, details: { all: times.map((time) => ms(time)).join(" ") } });
});

/** Time from navigation until the map became idle after its last response, in milliseconds. */
async function timeToIdleMap(page: Page): Promise<number> {
  const map = page.locator("[data-idle]").first();
  await expect(map).toBeAttached({ timeout: 60_000 });
  let last = -1;
  // Idle for longer than any request takes: nothing more will arrive.
  for (;;) {
    await page.waitForTimeout(QUIET_MS);
    const idle = Number(await map.getAttribute("data-idle"));
    if (idle === last) return idle;
    last = idle;
  }
}

/** Opens a page and counts the transferred bytes until the network is quiet. */
async function visit(page: Page, path: string): Promise<Transfer> {
  const transfer: Transfer = { all: 0, by: new Map(), map: 0 };
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Network.enable");
  const requests = new Map<string, { url: string; kind: string }>();
  devtools.on("Network.responseReceived", ({ requestId, response, type }) => requests.set(requestId, { url: response.url, kind: response.url.endsWith(".wasm") ? "Wasm" : type }));
  devtools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const { url, kind } = requests.get(requestId) ?? { url: "", kind: "Other" };
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
