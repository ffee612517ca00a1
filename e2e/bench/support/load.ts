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
export function load(server: Server, paths: string[], { seconds, how, encoding }: Options): Promise<Load> {
  const connections = Math.min(CONNECTIONS, paths.length > 1 ? paths.length : CONNECTIONS);
  return run(server, "load.lua", { lines: paths, connections, seconds }, (list) => [list, how, ...(encoding ? [encoding] : [])]);
}

/** A request that changes something; anonymous without a token. */
export type Write = { method: "POST" | "PUT"; path: string; token?: string; version?: string };

/** Sends each request once, all with the same body, over this many connections, while measuring the server. */
export function write(server: Server, writes: Write[], body: object | undefined, connections = CONNECTIONS): Promise<Load> {
  const lines = writes.map(({ method, path, token, version }) => `${method} ${path} ${token ?? "-"} ${version ?? "-"}`);
  const files = { lines, connections, seconds: SECONDS_MAX, body: body ? JSON.stringify(body) : "" };
  return run(server, "write.lua", files, (list, sent) => [list, sent]);
}

type Run = { lines: string[]; body?: string; connections: number; seconds: number };

async function run(server: Server, script: string, { lines, body = "", connections, seconds }: Run, args: (list: string, body: string) => string[]): Promise<Load> {
  const folder = await mkdtemp(join(tmpdir(), "semaine-bench-"));
  try {
    const [list, sent] = [join(folder, "requests.txt"), join(folder, "body.json")];
    await Promise.all([writeFile(list, `${lines.join("\n")}\n`), writeFile(sent, body)]);
    const before = await server.cpuMs();
    const { stdout } = await promisify(execFile)("wrk", [
      "--threads=1",
      `--connections=${connections}`,
      `--duration=${Math.min(seconds, SECONDS_MAX)}s`,
      "--timeout=60s",
      `--script=${join(import.meta.dirname, script)}`,
      server.site,
      "--",
      ...args(list, sent),
    ]);
    const spent = (await server.cpuMs()) - before;
    const line = stdout.split("\n").find((text) => text.startsWith("{"));
    if (!line) throw new Error(`wrk printed no result:\n${stdout}`);
    const counted: Counted = JSON.parse(line);
    if (counted.refused + counted.failed > 0) {
      throw new Error(`${counted.refused} responses with an error, ${counted.failed} lost, of ${counted.requests}: ${lines[0]?.split(" ").slice(0, 2).join(" ")}`);
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
