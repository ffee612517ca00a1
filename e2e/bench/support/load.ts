import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Server } from "./server.ts";

const CONNECTIONS = 16;
const SECONDS_MAX = 300;

/** Result of one run of one kind of request. */
export type Load = {
  requests: number;
  /** CPU time of the server per request, user and system. */
  cpuMs: number;
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
  /** Bytes per response, including its header. */
  bytes: number;
};

type Options = {
  /** Maximum duration, in seconds; a run with `once` ends earlier when every path was requested. */
  seconds: number;
  /** Requests each path once, or repeatedly. */
  how: "once" | "again";
  encoding?: string;
};

type Counted = Record<"requests" | "bytes" | "durationUs" | "p50Us" | "p99Us" | "maxUs" | "refused" | "failed", number>;

/** Requests the paths over sixteen connections while measuring the server. */
export async function load(server: Server, paths: string[], { seconds, how, encoding }: Options): Promise<Load> {
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
    if (!line) throw new Error(`wrk printed no result:\n${stdout}`);
    const counted: Counted = JSON.parse(line);
    if (counted.refused + counted.failed > 0) {
      throw new Error(`${counted.refused} responses with an error, ${counted.failed} lost, of ${counted.requests}: ${paths[0]}`);
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
