// Keeps the events of a region on a device, so that an app shows them without a connection.
//
//     SITE=https://semaine.example.org node offline.mjs 84 events.json
//
// The first argument is the INSEE code of the region, the second one the file that stands for the storage of the app. Prints where the
// events come from (`fresh`, `unchanged` or `offline`) and how many there are.

import { readFile, rename, writeFile } from "node:fs/promises";

const [region, file] = process.argv.slice(2);
// All in one answer, with what the app shows and nothing else.
const FIELDS = "url,department,id,title,summary,kind,organiser,venue,occurrences,lifeStatus,image,updatedAt";
const address = `${process.env.SITE}/api/v1/catalogue/events.geojson?region=${region}&fields=${FIELDS}`;
const PATIENCE_MS = 20_000;

const stored = async () => {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
};

/** The events, and where they come from. */
async function events() {
  const copy = await stored();
  const headers = copy ? { "If-None-Match": copy.tag } : {};
  let answer;
  try {
    answer = await fetch(address, { headers, signal: AbortSignal.timeout(PATIENCE_MS) });
    if (answer.status === 304) return { from: "unchanged", features: copy.features };
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const { features } = await answer.json();
    // A copy is whole or not there: it is written beside the last one, then put in its place.
    await writeFile(`${file}.new`, JSON.stringify({ tag: answer.headers.get("etag"), features }));
    await rename(`${file}.new`, file);
    return { from: "fresh", features };
  } catch (error) {
    if (copy) return { from: "offline", features: copy.features };
    throw error;
  }
}

const { from, features } = await events();
console.log(JSON.stringify({ from, events: features.length, titles: features.map((feature) => feature.properties.title) }));
