import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { end, type Environment, freePort, run } from "./process.ts";

/** Variables by which the tests learn where the servers are. */
export const SITE = "SEMAINE_E2E_SITE";
export const OTHER_SITE = "SEMAINE_E2E_OTHER_SITE";

/** Longest wait for a server to be ready, and for the demonstration to be filled. */
const READY_MS = 60_000;
const FILLED_MS = 240_000;

/**
 * Fills the demonstration into a database of its own and serves it twice: one instance for the browser, another on the same
 * database to prove that a decision reaches every instance. What it returns ends both and removes the files.
 */
export default async function start(): Promise<() => Promise<void>> {
  const binary = resolve(process.env.SEMAINE_BINARY ?? "../target/debug/semaine");
  const folder = await mkdtemp(join(tmpdir(), "semaine-e2e-"));
  const database = { SEMAINE_DATABASE_URL: join(folder, "demo.sqlite") };
  const servers: ChildProcess[] = [];
  const stop = async () => {
    await Promise.all(servers.map(end));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await fill(binary, database);
    // One after the other: the first one makes the key of the sessions.
    for (const variable of [SITE, OTHER_SITE]) {
      process.env[variable] = await serve(binary, database, servers);
    }
  } catch (failure) {
    await stop();
    throw failure;
  }
  return stop;
}

async function fill(binary: string, database: Environment): Promise<void> {
  const demo = run(binary, ["demo"], database);
  const timer = setTimeout(() => demo.child.kill(), FILLED_MS);
  const [code] = await once(demo.child, "exit");
  clearTimeout(timer);
  if (code !== 0) throw new Error(`semaine demo ended with ${code}:\n${demo.output()}`);
}

async function serve(binary: string, database: Environment, servers: ChildProcess[]): Promise<string> {
  const address = `127.0.0.1:${await freePort()}`;
  const { child, output } = run(binary, ["serve"], {
    ...database,
    SEMAINE_LISTEN: address,
    SEMAINE_OPEN_OUTBOX: "true",
    // Every test comes from an address of its own, so that the limits of one do not reach another.
    SEMAINE_TRUST_PROXY: "true",
    SEMAINE_WORKERS: "2",
    SEMAINE_LOG: "warn",
  });
  servers.push(child);
  const site = `http://${address}`;
  const until = Date.now() + READY_MS;
  while (Date.now() < until) {
    if (child.exitCode !== null) break;
    const ready = await fetch(`${site}/api/health/ready`).catch(() => undefined);
    if (ready?.ok) return site;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`semaine serve is not ready at ${site}:\n${output()}`);
}
