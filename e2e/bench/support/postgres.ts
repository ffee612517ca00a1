import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** The PostgreSQL that `scripts/with-postgres.sh` has started; absent where it has not. */
export const POSTGRES = process.env.BENCH_POSTGRES;

const CLIENTS = 16;
const SECONDS = 8;

function program(name: string): string {
  return join(process.env.BENCH_POSTGRES_BIN ?? "", name);
}

/** Runs one statement on a database of it, and returns what psql prints. */
export async function sql(database: string, statement: string): Promise<string> {
  const { stdout } = await promisify(execFile)(program("psql"), ["--quiet", "--tuples-only", "--no-align", `--command=${statement}`, `${POSTGRES}/${database}`]);
  return stdout.trim();
}

/** Creates an empty database, and returns its URL. */
export async function createDatabase(name: string): Promise<string> {
  await sql("postgres", `CREATE DATABASE ${name}`);
  return `${POSTGRES}/${name}`;
}

/** Time from which PostgreSQL notes a wait for a lock. */
export const NOTED_MS = 20;

/**
 * Has PostgreSQL note in its log how long sessions that open from now on wait for a lock of a database. The returned function tells the
 * longest wait, or 0 when all were shorter than {@link NOTED_MS}.
 */
export async function watchLocks(database: string): Promise<() => Promise<number>> {
  const log = process.env.BENCH_POSTGRES_LOG;
  if (!log) throw new Error("BENCH_POSTGRES_LOG is not set: use scripts/with-postgres.sh");
  for (const setting of ["log_lock_waits = on", `deadlock_timeout = ${NOTED_MS}`, "lc_messages = 'C'"]) await sql(database, `ALTER DATABASE ${database} SET ${setting}`);
  const before = (await readFile(log)).length;
  return async () => {
    const noted = (await readFile(log)).subarray(before).toString();
    return Math.max(0, ...[...noted.matchAll(/ acquired \w+ on .* after ([\d.]+) ms$/gm)].map(([, wait]) => Number(wait)));
  };
}

/** Rows that pgbench inserts in a second, one a transaction, with sixteen clients; each has the size of a form. */
export async function insertsPerSecond(formBytes: number): Promise<number> {
  const url = await createDatabase("floor_inserts");
  await sql("floor_inserts", "CREATE TABLE t (id BIGSERIAL PRIMARY KEY, at TIMESTAMPTZ NOT NULL, payload TEXT NOT NULL)");
  const folder = await mkdtemp(join(tmpdir(), "semaine-bench-"));
  try {
    const script = join(folder, "insert.sql");
    await writeFile(script, `INSERT INTO t (at, payload) VALUES (now(), '${"x".repeat(formBytes)}');\n`);
    const { stdout } = await promisify(execFile)(program("pgbench"), ["-n", "-c", `${CLIENTS}`, "-j", "1", "-T", `${SECONDS}`, "-f", script, url]);
    const tps = /^tps = ([\d.]+)/m.exec(stdout)?.[1];
    if (!tps) throw new Error(`pgbench printed no rate:\n${stdout}`);
    return Number(tps);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
