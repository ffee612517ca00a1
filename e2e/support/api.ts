import { type APIRequestContext, expect } from "@playwright/test";

/** The fields of an edition that the tests read. */
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

/** Returns the edition that accepts submissions. */
export async function openEdition(request: APIRequestContext): Promise<Edition> {
  const { currentEdition } = await read<{ currentEdition: string }>(request, "/api/v1/config");
  return read(request, `/api/v1/editions/${currentEdition}`);
}

/** Searches the public list of labelled events by words. */
export function labelled(request: APIRequestContext, words: string, site = ""): Promise<Listed<EventSummary>> {
  return read(request, `${site}/api/v1/catalogue/events?q=${encodeURIComponent(words)}&count=true`);
}

/** Returns the day a number of days after another. */
export function daysAfter(day: string, days: number): string {
  const moment = new Date(`${day}T12:00:00Z`);
  moment.setUTCDate(moment.getUTCDate() + days);
  return moment.toISOString().slice(0, 10);
}
