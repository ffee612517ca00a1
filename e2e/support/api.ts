import { type APIRequestContext, expect } from "@playwright/test";

/** What the tests read of an edition. */
export type Edition = {
  slug: string;
  name: string;
  week: { first: string; last: string };
  window: { first: string; last: string };
  commitments: { version: string };
};

export type Listed<Item> = { items: Item[]; total?: number };
export type EventSummary = { id: string; slug: string; title: string; edition: string };

export async function read<Body>(request: APIRequestContext, path: string): Promise<Body> {
  const answer = await request.get(path);
  expect(answer.ok(), `GET ${path}: ${answer.status()}`).toBe(true);
  return answer.json();
}

/** The edition that takes filings. */
export async function openEdition(request: APIRequestContext): Promise<Edition> {
  const { currentEdition } = await read<{ currentEdition: string }>(request, "/api/v1/config");
  return read(request, `/api/v1/editions/${currentEdition}`);
}

/** The labelled events with these words, as everybody sees them. */
export function labelled(request: APIRequestContext, words: string, site = ""): Promise<Listed<EventSummary>> {
  return read(request, `${site}/api/v1/catalogue/events?q=${encodeURIComponent(words)}&count=true`);
}

/** A day so many days after another one. */
export function daysAfter(day: string, days: number): string {
  const moment = new Date(`${day}T12:00:00Z`);
  moment.setUTCDate(moment.getUTCDate() + days);
  return moment.toISOString().slice(0, 10);
}
