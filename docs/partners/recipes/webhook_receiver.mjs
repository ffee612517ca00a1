// Receives the messages of a webhook, verifies them, and keeps each event in a file of its own.
//
//     npm install standardwebhooks
//     SECRET=whsec_… PORT=8080 node webhook_receiver.mjs events
//
// It listens on this machine: put a server in front of it that has a certificate and passes the requests on.

import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { Webhook, WebhookVerificationError } from "standardwebhooks";

const webhook = new Webhook(process.env.SECRET);
const folder = process.argv[2];
const BODY_MAX_BYTES = 4 << 20;

/** Stores by identifier, so that a message that comes again does no harm. */
async function store({ kind, id, event }) {
  const file = join(folder, `${id}.json`);
  if (kind === "removed") return rm(file, { force: true });
  await writeFile(`${file}.new`, JSON.stringify(event));
  await rename(`${file}.new`, file);
}

/** The body as it came: the signature is that of these bytes. `undefined` when it is too long. */
async function read(request) {
  const parts = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += part.length;
    if (bytes > BODY_MAX_BYTES) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

async function receive(request) {
  if (request.method !== "POST") return 405;
  const body = await read(request);
  if (!body) return 413;
  let message;
  try {
    message = webhook.verify(body, request.headers);
  } catch (error) {
    if (error instanceof WebhookVerificationError || error instanceof SyntaxError) return 400;
    throw error;
  }
  for (const change of message.data.changes) await store(change);
  // Only now: what was not stored comes again.
  return 200;
}

await mkdir(folder, { recursive: true });
createServer(async (request, response) => {
  const status = await receive(request).catch((error) => {
    console.error(error);
    return 500;
  });
  response.writeHead(status).end();
}).listen(Number(process.env.PORT), "127.0.0.1");
