import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { load } from "./load.ts";
import type { Server } from "./server.ts";

const MANIFEST = resolve(import.meta.dirname, "../../../dist/manifest.json");
const SIZES = [600, 4_000, 16_000, 60_000, 250_000, 1_000_000];
const SECONDS = 2;

type Manifest = { groups: { folder: string; files: { path: string; raw: number }[] }[] };

/** Cost of a constant response on this machine, by size: the lower bound for every other response. */
export type Floor = { bytes: number; cpuMs: number; perSecond: number; p50Ms: number; p99Ms: number }[];

/**
 * Measures constant responses: files of the bundle, which the server serves from memory, from the smallest to the largest. Costs
 * of sizes in between are interpolated linearly; beyond the largest file, the last segment is extrapolated.
 */
export async function floor(server: Server): Promise<Floor> {
  const { groups }: Manifest = JSON.parse(await readFile(MANIFEST, "utf8"));
  const files = groups.flatMap(({ folder, files }) => files.map(({ path, raw }) => ({ path: `/assets/${folder}/${path}`, raw })));
  const chosen = new Set(SIZES.map((size) => files.reduce((best, file) => (far(file.raw, size) < far(best.raw, size) ? file : best))));
  const measured: Floor = [];
  for (const { path } of [...chosen].sort((a, b) => a.raw - b.raw)) {
    measured.push(await load(server, [path], { seconds: SECONDS, how: "again" }));
  }
  return measured;
}

const far = (size: number, target: number) => Math.abs(Math.log(size / target));

/** CPU time of a constant response of this size, in milliseconds. */
export function floorMs(floor: Floor, bytes: number): number {
  const above = Math.max(1, floor.findIndex((file) => file.bytes >= bytes));
  const [low, high] = floor.slice(floor.at(-1)!.bytes < bytes ? -2 : above - 1);
  if (!low || !high) throw new Error("the bundle has too few files to measure");
  if (bytes <= low.bytes) return low.cpuMs;
  return low.cpuMs + ((high.cpuMs - low.cpuMs) * (bytes - low.bytes)) / (high.bytes - low.bytes);
}
