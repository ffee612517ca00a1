// Verifies a compact JWS (RFC 7515) signed with EdDSA, and prints its protected header and payload as JSON. Standard input is
// `{ "jws": …, "jwks": … }`; the key is the one of the key set that the header names. Uses the cryptography of Node alone.
import { createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";

const { jws, jwks } = JSON.parse(readFileSync(0, "utf8"));
const parts = jws.split(".");
if (parts.length !== 3) throw new Error(`a compact JWS has three parts, not ${parts.length}`);
const [header, payload, signature] = parts;
const read = (part) => JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
const { alg, kid } = read(header);
const key = jwks.keys.find((key) => key.kid === kid);
if (alg !== "EdDSA" || !key) throw new Error(`no key for ${alg} ${kid}`);
const valid = verify(null, Buffer.from(`${header}.${payload}`), createPublicKey({ key, format: "jwk" }), Buffer.from(signature, "base64url"));
if (!valid) throw new Error("the signature is invalid");
console.log(JSON.stringify({ header: read(header), payload: read(payload) }));
