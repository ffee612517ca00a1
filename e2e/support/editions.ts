import { type APIRequestContext, expect } from "@playwright/test";
import { daysAfter, type Edition, openEdition } from "./api.ts";
import { credentials, DEMO } from "./people.ts";

/** An edition as the administrator's pages read it. */
export type Managed = Edition & {
  opensAt: string;
  deadline: string;
  territories: object[];
  vocabularies: { kinds: { id: string; label: string }[] };
  additional?: object[];
  reviewWorkingDays: number;
  undoSeconds?: number;
};

const EDITIONS = "/api/v1/administration/editions";

let created = 0;

/**
 * Creates an open edition through the API as an administrator: a copy of the current one, changed. Its week is before that of the
 * current edition, which stays the current one for the other journeys.
 */
export async function newEdition(request: APIRequestContext, change: (copy: Managed) => Partial<Managed> = () => ({})): Promise<Managed> {
  created += 1;
  const current = await openEdition(request);
  const slug = `essai-${process.pid}-${Date.now().toString(36)}-${created}`;
  const headers = await credentials(request, { email: DEMO.administrator });
  const copied = await request.post(EDITIONS, { headers, data: { from: current.slug, slug, weekFirst: daysAfter(current.week.first, -7) } });
  expect(copied.status(), await copied.text()).toBe(201);
  const { edition: copy } = (await copied.json()) as { edition: Managed };
  const edition = { ...copy, name: `Semaine ${slug}`, theme: "Un essai", status: "open", ...change(copy) };
  const saved = await request.put(`${EDITIONS}/${slug}`, { headers: { ...headers, "If-Match": copied.headers().etag ?? "" }, data: { edition } });
  expect(saved.ok(), await saved.text()).toBe(true);
  return (await saved.json()).edition;
}

/** An edition as it is stored, with its version. */
export async function managed(request: APIRequestContext, slug: string): Promise<{ version: number; edition: Managed }> {
  const answer = await request.get(`${EDITIONS}/${slug}`, { headers: await credentials(request, { email: DEMO.administrator }) });
  expect(answer.ok(), `edition: ${answer.status()}`).toBe(true);
  return answer.json();
}
