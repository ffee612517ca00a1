import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Server } from "./server.ts";

const CONNECTIONS = 16;
const SECONDS_MAX = 300;

/** What one run of one kind of request gave. */
export type Load = {
  requests: number;
  /** Processor time of the server, user and system, for one request. */
  cpuMs: number;
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
  /** Bytes of one answer, with its header. */
  bytes: number;
};

type Asked = {
  /** Longest time, in seconds; a run of `once` ends when all was asked. */
  seconds: number;
  /** Each path once, or again and again. */
  how: "once" | "again";
  encoding?: string;
};

type Counted = Record<"requests" | "bytes" | "durationUs" | "p50Us" | "p99Us" | "maxUs" | "refused" | "failed", number>;

/** Asks the paths by sixteen connections, and measures the server meanwhile. */
export async function load(server: Server, paths: string[], { seconds, how, encoding }: Asked): Promise<Load> {
  const folder = await mkdtemp(join(tmpdir(), "semaine-bench-"));
  try {
    const list = join(folder, "paths.txt");
    await writeFile(list, `${paths.join("\n")}\n`);
    const script = join(import.meta.dirname, "load.lua");
    const before = await server.cpuMs();
    const { stdout } = await promisify(execFile)("wrk", [
      "--threads=1",
      `--connections=${Math.min(CONNECTIONS, paths.length > 1 ? paths.length : CONNECTIONS)}`,
      `--duration=${Math.min(seconds, SECONDS_MAX)}s`,
      "--timeout=60s",
      `--script=${script}`,
      server.site,
      "--",
      list,
      how,
      ...(encoding ? [encoding] : []),
    ]);
    const spent = (await server.cpuMs()) - before;
    const line = stdout.split("\n").find((text) => text.startsWith("{"));
    if (!line) throw new Error(`wrk said nothing to read:\n${stdout}`);
    const counted: Counted = JSON.parse(line);
    if (counted.refused + counted.failed > 0) {
      throw new Error(`${counted.refused} answers with an error, ${counted.failed} lost, of ${counted.requests}: ${paths[0]}`);
    }
    return {
      requests: counted.requests,
      cpuMs: spent / counted.requests,
      perSecond: (counted.requests * 1e6) / counted.durationUs,
      p50Ms: counted.p50Us / 1e3,
      p99Ms: counted.p99Us / 1e3,
      maxMs: counted.maxUs / 1e3,
      bytes: counted.bytes / counted.requests,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
