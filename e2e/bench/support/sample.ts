import type { Server } from "./server.ts";
import { ask } from "./site.ts";

const SAMPLE = 300;

/** Counts the events in a sample of the answers, spread evenly over the paths. */
export async function eventsIn(server: Server, paths: string[], events: (body: string) => number): Promise<{ fewest: number; average: number }> {
  const step = Math.max(1, Math.floor(paths.length / SAMPLE));
  const found: number[] = [];
  for (let place = 0; place < paths.length; place += step) {
    const { status, body } = await ask(`${server.site}${paths[place]}`);
    if (status !== 200) throw new Error(`GET ${paths[place]}: ${status}`);
    found.push(events(body.toString()));
  }
  return { fewest: Math.min(...found), average: found.reduce((sum, count) => sum + count, 0) / found.length };
}
