import { Person } from "./person.ts";
import { send } from "./site.ts";
import { titleOf } from "./titles.ts";

/** An event submission, as a batch names it. */
export type Item = { id: string; version: number };

/** Sends a request of a person, on a version that was read; returns the answer with its own version. */
async function call(site: string, { token }: Person, method: string, path: string, body: object | null, version = "") {
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json", ...(version && { "If-Match": version }) };
  const answer = await send(`${site}/api/v1${path}`, { method, headers, body: JSON.stringify(body) });
  if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${answer.body}`);
  return { ...(JSON.parse(answer.body.toString()) as Item), etag: String(answer.headers.etag) };
}

/** Submits as many events of an organiser, like one that is submitted already. */
export async function submit(site: string, email: string, most: number): Promise<Item[]> {
  const owner = await Person.open(site, email);
  const { edition, form } = await owner.submitted();
  const items: Item[] = [];
  for (let number = 0; number < most; number += 1) {
    const draft = await call(site, owner, "POST", "/events", { edition, form: { ...form, title: `Visite groupée n° ${number}` } });
    const { id, version } = await call(site, owner, "POST", `/events/${draft.id}/submit`, null, draft.etag);
    items.push({ id, version });
  }
  return items;
}

/** Submits as many events of an organiser, each again with another title after a reviewer asked for it; returns their ids. */
export async function resubmit(site: string, email: string, reviewer: Person, most: number): Promise<string[]> {
  const owner = await Person.open(site, email);
  const { edition, form } = await owner.submitted();
  const ids: string[] = [];
  for (let number = 0; number < most; number += 1) {
    const typed = { ...form, title: titleOf(number) };
    const { id, etag } = await call(site, owner, "POST", "/events", { edition, form: typed });
    const submitted = await call(site, owner, "POST", `/events/${id}/submit`, null, etag);
    const request = { message: "Que montre la visite ?", fields: ["/title"] };
    const asked = await call(site, reviewer, "POST", `/labels/events/${id}/correction`, request, submitted.etag);
    const saved = await call(site, owner, "PUT", `/events/${id}`, { ...typed, title: `${typed.title}, corrigé` }, asked.etag);
    await call(site, owner, "POST", `/events/${id}/submit`, null, saved.etag);
    ids.push(id);
  }
  return ids;
}
