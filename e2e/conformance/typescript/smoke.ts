/**
 * An app on the client that openapi-typescript and openapi-fetch make of the document: it calls some operations, and prints what it
 * read as JSON. The types are those of the document alone; nothing is cast.
 */

import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

type Listed = components["schemas"]["ListedEvent"];
type Problem = components["schemas"]["Problem"];

const site = process.argv[2] ?? "";
const client = createClient<paths>({ baseUrl: site });

function must<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`no ${what}`);
  return value;
}

/** A line of a list: words that the app does not know are no reason to fail. */
function line(event: Listed): string {
  switch (event.lifeStatus) {
    case "cancelled":
      return `${event.title} (annulé)`;
    case "full":
      return `${event.title} (complet)`;
    default:
      return event.title;
  }
}

/** What the app says after a refusal. */
function advice(problem: Problem): string {
  switch (problem.code) {
    case "invalid_parameter":
      return "Vérifiez la recherche.";
    default:
      return `${problem.status}: ${problem.title}`;
  }
}

const list = await client.GET("/api/v1/catalogue/events", { params: { query: { region: "84", limit: 5, count: true } } });
const page = must(list.data, "page");
const first = must(page.items[0], "event");

const one = await client.GET("/api/v1/catalogue/events/{id}", { params: { path: { id: first.id } } });
const event = must(one.data, "event");
const begin = must(event.occurrences[0], "occurrence").begin;

const refused = await client.GET("/api/v1/catalogue/events", { params: { query: { limit: 0 } } });
const missing = await client.GET("/api/v1/catalogue/events/{id}", { params: { path: { id: "0190f000-0000-7000-8000-000000000000" } } });

const programme = await client.GET("/programme.pdf", { params: { query: { department: "69" } }, parseAs: "arrayBuffer" });
const pdf = new Uint8Array(must(programme.data, "file"));

// The platform as it may be next year: a word, a member and a code that today's document does not have.
const later = createClient<paths>({
  baseUrl: site,
  fetch: async (request: Request) => {
    const answer = await fetch(request);
    const body = await answer.json();
    if (answer.ok) {
      for (const item of body.items) Object.assign(item, { lifeStatus: "moved_to_the_moon", kind: "rocket_launch", orbit: { moons: 1 } });
    } else {
      body.code = "too_far_away";
    }
    return Response.json(body, { status: answer.status });
  },
});
const listLater = await later.GET("/api/v1/catalogue/events", { params: { query: { limit: 1 } } });
const refusedLater = await later.GET("/api/v1/catalogue/events", { params: { query: { limit: 0 } } });

console.log(
  JSON.stringify({
    total: must(page.total, "total"),
    lines: page.items.map(line),
    event: { id: event.id, title: event.title, begin, url: event.url },
    refused: advice(must(refused.error, "problem")),
    missing: advice(must(missing.error, "problem")),
    pdf: { bytes: pdf.length, begins: new TextDecoder().decode(pdf.subarray(0, 5)) },
    later: {
      lines: must(listLater.data, "page").items.map(line),
      refused: advice(must(refusedLater.error, "problem")),
    },
  }),
);
