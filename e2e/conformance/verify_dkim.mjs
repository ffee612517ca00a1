// Verifies the DKIM signatures of a message with mailauth, and prints the result and the signing key of each as JSON. Standard input is
// `{ "message": …, "records": … }`: the message in base64, and the text of each DNS record by its name.

import { readFileSync } from "node:fs";
import { dkimVerify } from "mailauth/lib/dkim/verify.js";

const { message, records } = JSON.parse(readFileSync(0, "utf8"));
const resolver = async (name, kind) => {
  if (kind === "TXT" && records[name]) return [[records[name]]];
  throw Object.assign(new Error(`no ${kind} record of ${name}`), { code: "ENOTFOUND" });
};
const { results } = await dkimVerify(Buffer.from(message, "base64"), { resolver });
const found = results.map(({ selector, signingDomain, status }) => ({ selector, domain: signingDomain, result: status.result, told: status.comment }));
console.log(JSON.stringify(found));
