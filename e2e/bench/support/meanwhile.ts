import { setTimeout as pause } from "node:timers/promises";
import type { Server } from "./server.ts";
import { ask } from "./site.ts";

const READS_PER_SECOND = 40;
const LIST = "/api/v1/catalogue/events?limit=20";

/** The value below which this share of the values is; they are sorted. */
export const at = (sorted: number[], share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

/** Reads the public list again and again until some work is done; the times of the answers, the shortest first. */
export async function readWhile(server: Server, work: Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  let over = false;
  const done = work.finally(() => {
    over = true;
  });
  // A failure is thrown below, once the reads have ended.
  done.catch(() => undefined);
  while (!over) {
    const next = pause(1e3 / READS_PER_SECOND);
    times.push((await ask(`${server.site}${LIST}`)).lastMs);
    await next;
  }
  await done;
  return times.sort((a, b) => a - b);
}
