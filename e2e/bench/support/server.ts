import { readdir, readFile } from "node:fs/promises";
import { existsSync, mkdirSync, renameSync } from "node:fs";
import { once } from "node:events";
import { dirname, join, resolve } from "node:path";
import { end, type Environment, freePort, run } from "../../support/process.ts";

const READY_MS = 600_000;
const GENERATED_MS = 1_200_000;
const NANOSECONDS_PER_MS = 1e6;

/** Folder of the generated data sets and of the results. */
export const FOLDER = resolve(import.meta.dirname, "../../../var/bench");

/** A server under measurement. */
export type Server = {
  site: string;
  /** Time from the start of the process to the first successful readiness check. */
  readyMs: number;
  /** CPU time until then. */
  readyCpuMs: number;
  /** CPU time so far, user and system. */
  cpuMs(): Promise<number>;
  /** Resident memory. */
  residentBytes(): Promise<number>;
  stop(): Promise<void>;
};

const binary = () => resolve(process.env.SEMAINE_BINARY ?? "../target/release/semaine");

/** Returns a database with this many generated events, generated if needed. Its edition depends on the date, so a set is valid for one day. */
export async function dataSet(events: number): Promise<{ path: string; seconds?: number }> {
  const day = new Date().toISOString().slice(0, 10);
  const path = join(FOLDER, `events-${events}-${day}.sqlite`);
  if (existsSync(path)) return { path };
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = join(FOLDER, `unfinished-${process.pid}.sqlite`);
  const start = performance.now();
  const { child, output } = run(binary(), ["demo", "--events", String(events)], { SEMAINE_DATABASE_URL: unfinished });
  const timer = setTimeout(() => child.kill(), GENERATED_MS);
  const [code] = await once(child, "exit");
  clearTimeout(timer);
  if (code !== 0) throw new Error(`semaine demo ended with ${code}:\n${output()}`);
  renameSync(unfinished, path);
  return { path, seconds: (performance.now() - start) / 1e3 };
}

/** Serves a database; `environment` are further settings of the server. */
export async function serve(database: string, environment: Environment = {}): Promise<Server> {
  const address = `127.0.0.1:${await freePort()}`;
  const start = performance.now();
  const { child, output } = run(binary(), ["serve"], {
    SEMAINE_DATABASE_URL: database,
    SEMAINE_LISTEN: address,
    SEMAINE_OPEN_OUTBOX: "true",
    ...environment,
  });
  const site = `http://${address}`;
  while (performance.now() - start < READY_MS && child.exitCode === null && child.pid) {
    const ready = await fetch(`${site}/api/health/ready`).catch(() => undefined);
    await ready?.arrayBuffer();
    if (ready?.ok) {
      const readyMs = performance.now() - start;
      const spent = cpuMsOf(child.pid);
      return {
        site,
        readyMs,
        readyCpuMs: await spent(),
        cpuMs: spent,
        residentBytes: () => residentBytes(child.pid ?? 0),
        stop: () => end(child),
      };
    }
    await new Promise((done) => setTimeout(done, 5));
  }
  await end(child);
  throw new Error(`semaine serve is not ready at ${site}:\n${output()}`);
}

/**
 * Returns a function that reads the CPU time of a process according to the kernel, in nanosecond resolution, as the sum over its
 * threads. A thread that has ended counts with its last reading: threads of the blocking pool end after ten idle seconds.
 */
function cpuMsOf(pid: number): () => Promise<number> {
  const spent = new Map<string, number>();
  return async () => {
    for (const thread of await readdir(`/proc/${pid}/task`)) {
      const text = await readFile(`/proc/${pid}/task/${thread}/schedstat`, "utf8").catch(() => "0");
      spent.set(thread, Math.max(spent.get(thread) ?? 0, Number(text.split(" ")[0])));
    }
    return [...spent.values()].reduce((sum, ns) => sum + ns, 0) / NANOSECONDS_PER_MS;
  };
}

async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}
