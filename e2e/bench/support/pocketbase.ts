import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort, run } from "../../support/process.ts";
import { pathIn, ready, type Server } from "./server.ts";
import { send } from "./site.ts";

/** The binary of PocketBase, from `SEMAINE_PEER_POCKETBASE`; absent without it. */
export const POCKETBASE = pathIn("SEMAINE_PEER_POCKETBASE");

/** Path at which it takes drafts: an edition and a form, from anybody. */
export const RECORDS = "/api/collections/drafts/records";

const ADMINISTRATOR = { identity: "mesure@example.org", password: "mesure-mesure-12" };

/** Serves an empty PocketBase in a temporary folder, which goes when it stops. Its own log of requests is off. */
export async function servePocketBase(binary: string): Promise<Server & { version: string }> {
  const folder = await mkdtemp(join(tmpdir(), "semaine-pocketbase-"));
  let server: Server | undefined;
  const stop = async () => {
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const data = ["--dir", join(folder, "data")];
    const { stdout } = await promisify(execFile)(binary, ["--version"]);
    await promisify(execFile)(binary, ["superuser", "create", ADMINISTRATOR.identity, ADMINISTRATOR.password, ...data]);
    const address = `127.0.0.1:${await freePort()}`;
    const others = ["hooks", "migrations", "public"].flatMap((name) => [`--${name}Dir`, join(folder, name)]);
    server = await ready(() => run(binary, ["serve", "--http", address, ...data, ...others], {}), `http://${address}`, "/api/health");
    await createCollection(server.site);
    return { ...server, stop, version: stdout.trim() };
  } catch (failure) {
    await stop();
    throw failure;
  }
}

async function createCollection(site: string): Promise<void> {
  const call = async <Body>(method: string, path: string, sent: object, headers: Record<string, string> = {}): Promise<Body> => {
    const { status, body } = await send(`${site}${path}`, { method, headers: { ...headers, "Content-Type": "application/json" }, body: JSON.stringify(sent) });
    if (status !== 200) throw new Error(`PocketBase: ${method} ${path}: ${status} ${body}`);
    return JSON.parse(body.toString()) as Body;
  };
  const { token } = await call<{ token: string }>("POST", "/api/collections/_superusers/auth-with-password", ADMINISTRATOR);
  const headers = { Authorization: token };
  const fields = [
    { name: "edition", type: "text" },
    { name: "form", type: "json" },
  ];
  await call("POST", "/api/collections", { name: "drafts", type: "base", createRule: "", fields }, headers);
  await call("PATCH", "/api/settings", { logs: { maxDays: 0 } }, headers);
}
