// Prints subject, text and HTML of each letter of a folder, in the order of their names, as postal-mime reads them.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { argv, stdout } from "node:process";
import PostalMime from "postal-mime";

const folder = argv[2];
const read = [];
for (const name of readdirSync(folder).sort()) {
  const { subject, text, html } = await PostalMime.parse(readFileSync(join(folder, name)));
  read.push({ subject, text, html });
}
stdout.write(JSON.stringify(read));
