import { readdir, readFile } from "node:fs/promises";
import { existsSync, mkdirSync, renameSync, statSync } from "node:fs";
import { once } from "node:events";
import { dirname, join, resolve } from "node:path";
import { end, type Environment, freePort, run } from "../../support/process.ts";

const READY_MS = 600_000;
const GENERATED_MS = 1_200_000;
const NANOSECONDS_PER_MS = 1e6;

/** Folder of the generated data sets and of the results. */
export const FOLDER = resolve(import.meta.dirname, "../../../var/bench");
/** Files and key lie there with PostgreSQL too, which has no folder of its own. */
const BESIDE = { SEMAINE_FILES_DIR: join(FOLDER, "files"), SEMAINE_JWT_KEY: join(FOLDER, "jwt-ed25519.pem") };

/** A build of the server: `sets` begins the names of the data sets that it has generated. */
export type Build = { sets: string; binary: string };

/** A server under measurement. */
export type Server = {
  site: string;
  /** Time from the start of the process to the first successful readiness check. */
  readyMs: number;
  /** CPU time until then. */
  readyCpuMs: number;
  /** CPU time so far, user and system. */
  cpuMs(): Promise<number>;
  /** Resident memory, now and at its highest. */
  residentBytes(): Promise<number>;
  peakBytes(): Promise<number>;
  stop(): Promise<void>;
};

/** The path in a variable, from the folder in which the measurement was started; `undefined` without the variable. */
export function pathIn(variable: string): string | undefined {
  const path = process.env[variable];
  return path ? resolve(process.env.INIT_CWD ?? "", path) : undefined;
}

/** The build under measurement. */
const CURRENT: Build = { sets: "events", binary: resolve(process.env.SEMAINE_BINARY ?? "../target/release/semaine") };

/** An earlier build to compare with; `undefined` without `SEMAINE_BASELINE`, the path of its binary. */
export const BASELINE: Build | undefined = earlier();

function earlier(): Build | undefined {
  const binary = pathIn("SEMAINE_BASELINE");
  // Another binary at the same path has data sets of its own.
  return binary === undefined ? undefined : { sets: `baseline-${Math.round(statSync(binary).mtimeMs)}`, binary };
}

/** Returns a database with this many generated events, generated if needed. Its edition depends on the date, so a set is valid for one day. */
export async function dataSet(events: number, build = CURRENT): Promise<{ path: string; seconds?: number }> {
  const day = new Date().toISOString().slice(0, 10);
  const path = join(FOLDER, `${build.sets}-${events}-${day}.sqlite`);
  if (existsSync(path)) return { path };
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = join(FOLDER, `unfinished-${process.pid}.sqlite`);
  const start = performance.now();
  await fill(unfinished, events, build);
  renameSync(unfinished, path);
  return { path, seconds: (performance.now() - start) / 1e3 };
}

/** Generates events in an empty database. */
export async function fill(database: string, events: number, { binary } = CURRENT): Promise<void> {
  const { child, output } = run(binary, ["demo", "--events", String(events)], { SEMAINE_DATABASE_URL: database, ...BESIDE });
  const timer = setTimeout(() => child.kill(), GENERATED_MS);
  const [code] = await once(child, "exit");
  clearTimeout(timer);
  if (code !== 0) throw new Error(`semaine demo ended with ${code}:\n${output()}`);
}

/** Serves a database; `environment` are further settings of the server. */
export async function serve(database: string, environment: Environment = {}, { binary } = CURRENT): Promise<Server> {
  const address = `127.0.0.1:${await freePort()}`;
  const settings = { SEMAINE_DATABASE_URL: database, SEMAINE_LISTEN: address, SEMAINE_OPEN_OUTBOX: "true", ...BESIDE, ...environment };
  return ready(() => run(binary, ["serve"], settings), `http://${address}`, "/api/health/ready");
}

/** Starts a server, and waits until the path answers with success. */
export async function ready(begin: () => ReturnType<typeof run>, site: string, path: string): Promise<Server> {
  const start = performance.now();
  const { child, output } = begin();
  while (performance.now() - start < READY_MS && child.exitCode === null && child.pid) {
    const ready = await fetch(`${site}${path}`).catch(() => undefined);
    await ready?.arrayBuffer();
    if (ready?.ok) {
      const readyMs = performance.now() - start;
      const spent = cpuMsOf(child.pid);
      return {
        site,
        readyMs,
        readyCpuMs: await spent(),
        cpuMs: spent,
        residentBytes: () => statusBytes(child.pid ?? 0, "VmRSS"),
        peakBytes: () => statusBytes(child.pid ?? 0, "VmHWM"),
        stop: () => end(child),
      };
    }
    await new Promise((done) => setTimeout(done, 5));
  }
  await end(child);
  throw new Error(`no server is ready at ${site}:\n${output()}`);
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

async function statusBytes(pid: number, field: "VmRSS" | "VmHWM"): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(status)?.[1]) * 1024;
}
