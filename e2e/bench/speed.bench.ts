import { test } from "@playwright/test";
import { type Floor, floor, floorMs } from "./support/floor.ts";
import { type Load, load } from "./support/load.ts";
import { digits, type Figure, ms, record } from "./support/report.ts";
import { type Kind, kinds } from "./support/requests.ts";
import { dataSet, serve, type Server } from "./support/server.ts";
import { eventsIn } from "./support/sample.ts";
import { ask, contents, knows, travels } from "./support/site.ts";

const SIZES = (process.env.SIZES ?? "5000,50000,500000").split(",").map(Number);
const WARM_SECONDS = 2;
const WARM_MOST = 1.6;
const MEGABYTE = 1e6;

for (const size of SIZES) {
  test(`${digits(size)} events`, async () => {
    const part = `${digits(size)} events`;
    const { path, seconds } = await dataSet(size);
    if (seconds) record({ part, name: "generating the data set", measured: `${digits(seconds)} s` });
    const server = await serve(path);
    try {
      await start(server, part, size);
      const constant = await floor(server);
      for (const { bytes, cpuMs, ...rest } of constant) {
        record({ part, name: `constant response of ${digits(bytes / 1e3)} kB`, measured: `${digits(cpuMs)} ms`, details: speeds(rest) });
      }
      const found = await contents(server.site);
      for (const kind of kinds(found, size)) await measure(server, part, kind, constant);
      await points(server, part, size);
      record({ part, name: "memory after the runs", measured: `${digits((await server.residentBytes()) / MEGABYTE)} MB` });
    } finally {
      await server.stop();
    }
  });
}

async function start(server: Server, part: string, size: number): Promise<void> {
  const resident = (await server.residentBytes()) / MEGABYTE;
  const small = size <= 5_000;
  record(
    { part, name: "start to ready", measured: ms(server.readyMs), ...(small && { target: "< 1 s", reached: server.readyMs < 1_000 }), details: { "CPU": ms(server.readyCpuMs) } },
    { part, name: "memory when ready", measured: `${digits(resident)} MB`, ...(small && { target: "< 120 MB", reached: resident < 120 }) },
  );
}

/** Measures one kind of request, cold and warm. */
async function measure(server: Server, part: string, kind: Kind, constant: Floor): Promise<void> {
  for (const path of kind.warm) {
    if (!(await knows(server.site, path))) {
      record({ part, name: kind.name, measured: `no route ${path.split("?")[0]}` });
      return;
    }
  }
  const cold: Load[] = [];
  for (const paths of kind.parts) cold.push(await load(server, paths, { seconds: kind.seconds, how: "once" }));
  const events = kind.events && (await eventsIn(server, kind.parts.flat(), kind.events));
  record(figure(part, events ? `${kind.name} (${digits(events.average)} events), cold` : `${kind.name}, cold`, cold, constant, kind.targetColdMs && { target: `≤ ${kind.targetColdMs} ms`, reached: sum(cold) <= kind.targetColdMs }));

  const warm: Load[] = [];
  for (const path of kind.warm) warm.push(await load(server, [path], { seconds: WARM_SECONDS, how: "again" }));
  const times = sum(warm) / warm.reduce((total, { bytes }) => total + floorMs(constant, bytes), 0);
  record(figure(part, `${kind.name}, warm`, warm, constant, { target: `≤ ${WARM_MOST} × the constant response`, reached: times <= WARM_MOST }));
}

const sum = (loads: Load[]) => loads.reduce((total, { cpuMs }) => total + cpuMs, 0);

function figure(part: string, name: string, loads: Load[], constant: Floor, judged: Pick<Figure, "target" | "reached"> | 0 | undefined): Figure {
  const floors = loads.reduce((total, { bytes }) => total + floorMs(constant, bytes), 0);
  const each = (value: (load: Load) => string) => loads.map(value).join(" + ");
  return {
    part,
    name,
    measured: `${digits(sum(loads))} CPU-ms`,
    ...judged,
    details: {
      "constant response of this size": `${digits(floors)} CPU-ms`,
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

/** Measures the transfer size of all points, and the time to the first byte of the exports. */
async function points(server: Server, part: string, size: number): Promise<void> {
  const bytes = await travels(`${server.site}/api/v1/catalogue/points`, "br");
  const small = size <= 5_000;
  record({ part, name: "all points of France, brotli", measured: `${digits(bytes / 1e3)} kB`, ...(small && { target: "< 120 kB", reached: bytes < 120_000 }) });
  if (!small) return;
  for (const [name, path] of [["GeoJSON", "events.geojson"], ["ICS", "events.ics"]] as const) {
    if (!(await knows(server.site, `/api/v1/catalogue/${path}?limit=1`).catch(() => true))) continue;
    const { firstMs, lastMs } = await ask(`${server.site}/api/v1/catalogue/${path}?to=2300-01-01`);
    record({ part, name: `first byte of all events as ${name}, cold`, measured: ms(firstMs), ...(name === "GeoJSON" && { target: "< 50 ms", reached: firstMs < 50 }), details: { "last byte": ms(lastMs) } });
  }
}
