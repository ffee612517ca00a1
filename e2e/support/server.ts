import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { end, type Environment, freePort, run } from "./process.ts";

/** Environment variables with the URLs of the servers. */
export const SITE = "SEMAINE_E2E_SITE";
export const OTHER_SITE = "SEMAINE_E2E_OTHER_SITE";

/** Maximum wait for a server to be ready, and for the demonstration data to be loaded: bounds against hanging. */
const READY_MS = 300_000;
const LOADED_MS = 900_000;

/**
 * Loads the demonstration data into a temporary database and serves it twice: one instance for the browser, another on the same
 * database to check that a decision reaches every instance. The returned function stops both and removes the files.
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
    // In sequence: the first instance creates the session key.
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
  const timer = setTimeout(() => demo.child.kill(), LOADED_MS);
  const [code] = await once(demo.child, "exit");
  clearTimeout(timer);
  if (code !== 0) throw new Error(`semaine demo ended with ${code}:\n${demo.output()}`);
}

/** Times that a server is started: another process may take the free port first. */
const STARTS = 3;

async function serve(binary: string, database: Environment, servers: ChildProcess[], starts = 1): Promise<string> {
  const address = `127.0.0.1:${await freePort()}`;
  const { child, output } = run(binary, ["serve"], {
    ...database,
    SEMAINE_LISTEN: address,
    SEMAINE_OPEN_OUTBOX: "true",
    // Each test uses its own client address, so that rate limits of one do not affect another.
    SEMAINE_TRUST_PROXY: "true",
    // The receivers of webhooks are on this machine.
    SEMAINE_WEBHOOK_LOOPBACK: "true",
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
  if (starts < STARTS && /in use/.test(output())) return serve(binary, database, servers, starts + 1);
  throw new Error(`semaine serve is not ready at ${site}:\n${output()}`);
}
