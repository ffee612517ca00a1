import { test } from "@playwright/test";
import { type Floor, floor, floorMs } from "./support/floor.ts";
import { type Load, load } from "./support/load.ts";
import { digits, type Figure, ms, tell } from "./support/report.ts";
import { type Kind, kinds } from "./support/requests.ts";
import { dataSet, serve, type Server } from "./support/server.ts";
import { ask, contents, knows, travels } from "./support/site.ts";

const SIZES = (process.env.SIZES ?? "5000,50000,500000").split(",").map(Number);
const WARM_SECONDS = 2;
const WARM_MOST = 1.6;
const MEGABYTE = 1e6;

for (const size of SIZES) {
  test(`${digits(size)} events`, async () => {
    const part = `${digits(size)} events`;
    const { path, seconds } = await dataSet(size);
    if (seconds) tell({ part, name: "making the set", measured: `${digits(seconds)} s` });
    const server = await serve(path);
    try {
      await start(server, part, size);
      const constant = await floor(server);
      for (const { bytes, cpuMs, ...rest } of constant) {
        tell({ part, name: `constant answer of ${digits(bytes / 1e3)} kB`, measured: `${digits(cpuMs)} ms`, beside: speeds(rest) });
      }
      const found = await contents(server.site);
      for (const kind of kinds(found, size)) await measure(server, part, kind, constant);
      await points(server, part, size);
      tell({ part, name: "memory after all this", measured: `${digits((await server.residentBytes()) / MEGABYTE)} MB` });
    } finally {
      await server.stop();
    }
  });
}

async function start(server: Server, part: string, size: number): Promise<void> {
  const resident = (await server.residentBytes()) / MEGABYTE;
  const small = size <= 5_000;
  tell(
    { part, name: "start to ready", measured: ms(server.readyMs), ...(small && { wanted: "< 1 s", reached: server.readyMs < 1_000 }), beside: { "CPU": ms(server.readyCpuMs) } },
    { part, name: "memory when ready", measured: `${digits(resident)} MB`, ...(small && { wanted: "< 120 MB", reached: resident < 120 }) },
  );
}

/** A kind of request, cold and warm. */
async function measure(server: Server, part: string, kind: Kind, constant: Floor): Promise<void> {
  for (const path of kind.warm) {
    if (!(await knows(server.site, path))) {
      tell({ part, name: kind.name, measured: `no route ${path.split("?")[0]}` });
      return;
    }
  }
  const cold: Load[] = [];
  for (const paths of kind.parts) cold.push(await load(server, paths, { seconds: kind.seconds, how: "once" }));
  tell(figure(part, `${kind.name}, cold`, cold, constant, kind.wantedColdMs && { wanted: `≤ ${kind.wantedColdMs} ms`, reached: sum(cold) <= kind.wantedColdMs }));

  const warm: Load[] = [];
  for (const path of kind.warm) warm.push(await load(server, [path], { seconds: WARM_SECONDS, how: "again" }));
  const times = sum(warm) / warm.reduce((total, { bytes }) => total + floorMs(constant, bytes), 0);
  tell(figure(part, `${kind.name}, warm`, warm, constant, { wanted: `≤ ${WARM_MOST} × the constant answer`, reached: times <= WARM_MOST }));
}

const sum = (loads: Load[]) => loads.reduce((total, { cpuMs }) => total + cpuMs, 0);

function figure(part: string, name: string, loads: Load[], constant: Floor, judged: Pick<Figure, "wanted" | "reached"> | 0 | undefined): Figure {
  const floors = loads.reduce((total, { bytes }) => total + floorMs(constant, bytes), 0);
  const each = (value: (load: Load) => string) => loads.map(value).join(" + ");
  return {
    part,
    name,
    measured: `${digits(sum(loads))} CPU-ms`,
    ...judged,
    beside: {
      "constant answer of this size": `${digits(floors)} CPU-ms`,
      "×": digits(sum(loads) / floors, 2),
      "requests/s": each(({ perSecond }) => digits(perSecond)),
      "p50": each(({ p50Ms }) => ms(p50Ms)),
      "p99": each(({ p99Ms }) => ms(p99Ms)),
      "kB": each(({ bytes }) => digits(bytes / 1e3)),
      requests: each(({ requests }) => digits(requests)),
    },
  };
}

function speeds({ perSecond, p50Ms, p99Ms }: Pick<Load, "perSecond" | "p50Ms" | "p99Ms">): Record<string, string> {
  return { "requests/s": digits(perSecond), p50: ms(p50Ms), p99: ms(p99Ms) };
}

/** All points of the country, as a browser gets them; and how soon an export begins. */
async function points(server: Server, part: string, size: number): Promise<void> {
  const bytes = await travels(`${server.site}/api/v1/catalogue/points`, "br");
  const small = size <= 5_000;
  tell({ part, name: "all points of France, br", measured: `${digits(bytes / 1e3)} kB`, ...(small && { wanted: "< 120 kB", reached: bytes < 120_000 }) });
  if (!small) return;
  for (const [name, path] of [["GeoJSON", "events.geojson"], ["ICS", "events.ics"]] as const) {
    if (!(await knows(server.site, `/api/v1/catalogue/${path}?limit=1`).catch(() => true))) continue;
    const { firstMs, lastMs } = await ask(`${server.site}/api/v1/catalogue/${path}?to=2300-01-01`);
    tell({ part, name: `first byte of all events as ${name}, cold`, measured: ms(firstMs), ...(name === "GeoJSON" && { wanted: "< 50 ms", reached: firstMs < 50 }), beside: { "last byte": ms(lastMs) } });
  }
}
