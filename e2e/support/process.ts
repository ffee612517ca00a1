import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";

export type Environment = Record<string, string>;

/** Variables of the tests and measurements themselves: an earlier build refuses those that it does not know. */
const OURS = /^SEMAINE_(BASELINE|BINARY|CHROMIUM|E2E_|PEER_|SEASON_)/;

/** Starts the binary; the end of its output is stored for error messages. */
export function run(binary: string, args: string[], environment: Environment) {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OURS.test(name)));
  const child = spawn(binary, args, { env: { ...inherited, ...environment }, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  const append = (chunk: Buffer) => (text = (text + chunk.toString()).slice(-8_000));
  child.stdout.on("data", append);
  child.stderr.on("data", append);
  child.on("error", (error) => (text += `${binary}: ${error.message}`));
  return { child, output: () => text };
}

/** Terminates a process, and kills it after five seconds. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  child.kill("SIGTERM");
  const kill = setTimeout(() => child.kill("SIGKILL"), 5_000);
  await once(child, "exit");
  clearTimeout(kill);
}

/** A free port of the loopback interface. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}
