/**
 * An app on the client that openapi-typescript and openapi-fetch make of the document: it uploads a picture for a new draft, downloads what
 * was stored, and prints what it read as JSON. The types are those of the document alone; nothing is cast.
 */

import { readFile } from "node:fs/promises";
import createClient from "openapi-fetch";
import type { paths } from "./schema.js";

const [site = "", email = "", password = "", edition = "", picture = ""] = process.argv.slice(2);

function must<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`no ${what}`);
  return value;
}

const visitor = createClient<paths>({ baseUrl: site });
const session = must((await visitor.POST("/api/v1/session", { body: { email, password } })).data, "session");
const client = createClient<paths>({ baseUrl: site, headers: { Authorization: `Bearer ${session.accessToken}` } });
const draft = must((await client.POST("/api/v1/events", { body: { edition } })).data, "draft");

// The type of a file is a text: what is sent is what the serializer returns.
const file = await readFile(picture);
const uploaded = await client.POST("/api/v1/events/{id}/image", {
  params: { path: { id: draft.id } },
  headers: { "Content-Type": "application/octet-stream" },
  body: "",
  bodySerializer: () => file,
});
const stored = must(uploaded.data, "picture");

const downloaded = await client.GET("/media/{id}/{width}.jpg", {
  params: { path: { id: stored.id, width: stored.width } },
  parseAs: "arrayBuffer",
});
const begins = new Uint8Array(must(downloaded.data, "file")).subarray(0, 3);
console.log(JSON.stringify({ width: stored.width, height: stored.height, begins: Buffer.from(begins).toString("hex") }));
