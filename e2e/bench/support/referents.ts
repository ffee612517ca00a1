import { DEMO, linkIn } from "../../support/people.ts";
import { Person } from "./person.ts";
import { send } from "./site.ts";

/** People who join at the same time. */
const LANES = 8;
const LETTER_MS = 30_000;
const PAUSE_MS = 20;

type Headers = Record<string, string>;
type Session = { accessToken: string; account: { id: string } };

/**
 * Opens accounts of referents, one for each territory, each with a session of its own. They join as everybody does: they sign up, open
 * the link of the letter, and get their role from the administrator. The server's outbox is open, and it trusts `X-Forwarded-For`:
 * one address may not open as many accounts.
 */
export async function referents(site: string, territories: string[]): Promise<Person[]> {
  const administrator = await Person.open(site, DEMO.administrator);
  const people: Person[] = [];
  let next = 0;
  const lane = async () => {
    for (let number = next++; number < territories.length; number = next++) {
      const email = `referent-${number + 1}@example.org`;
      const { accessToken, account } = await join(site, email, `10.2.${number >> 8}.${number & 255}`);
      await call(site, "POST", `/people/${account.id}/grants`, { role: "referent", territory: territories[number] }, { Authorization: `Bearer ${administrator.token}` });
      people[number] = new Person(site, email, accessToken);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return people;
}

/** Signs up from a network address, and opens the link of the letter, which signs in. */
async function join(site: string, email: string, address: string): Promise<Session> {
  const from = { "X-Forwarded-For": address };
  await call(site, "POST", "/accounts", { email, name: "Claude Référent", password: DEMO.password }, from);
  const token = new URL(linkIn(await letterTo(site, email), "/verification")).searchParams.get("jeton");
  return call<Session>(site, "POST", "/accounts/verify", { token }, from);
}

async function letterTo(site: string, email: string): Promise<string> {
  const until = performance.now() + LETTER_MS;
  while (performance.now() < until) {
    const { items } = await call<{ items: { id: string }[] }>(site, "GET", `/outbox?limit=1&recipient=${encodeURIComponent(email)}`);
    if (items[0]) return (await call<{ bodyText: string }>(site, "GET", `/outbox/${items[0].id}`)).bodyText;
    await new Promise((done) => setTimeout(done, PAUSE_MS));
  }
  throw new Error(`no letter to ${email}`);
}

async function call<Body>(site: string, method: string, path: string, sent?: object, headers: Headers = {}): Promise<Body> {
  const body = sent && { headers: { ...headers, "Content-Type": "application/json" }, body: JSON.stringify(sent) };
  const answer = await send(`${site}/api/v1${path}`, { method, headers, ...body });
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.body}`);
  return (answer.body.length ? JSON.parse(answer.body.toString()) : undefined) as Body;
}
