import { DEMO } from "../../support/people.ts";

const API = "/api/v1";

type Page<Item> = { items: Item[]; nextCursor?: string };
type Summary = { id: string; edition: string };
/** Edition and form of an event, and the code of its region; an event online has none. */
type Filed = { edition: string; form: object; region?: string };

/** Age at which a token is replaced: it is valid for ten minutes. */
const TOKEN_MS = 8 * 60_000;

/** A person of the data set, signed in. */
export class Person {
  readonly #site: string;
  readonly #email: string;
  #token: string;
  #since = performance.now();

  /** `token` is that of an open session of this account, which has the password of the demonstration. */
  constructor(site: string, email: string, token: string) {
    this.#site = site;
    this.#email = email;
    this.#token = token;
  }

  static async open(site: string, email: string): Promise<Person> {
    return new Person(site, email, await signIn(site, email));
  }

  /** Opens the sessions of this many organisers. */
  static async organisers(site: string, number: number): Promise<Person[]> {
    const people: Person[] = [];
    for (let one = 1; one <= number; one++) people.push(await Person.open(site, `organisation-${String(one).padStart(2, "0")}@example.org`));
    return people;
  }

  /** Access token, valid for ten minutes. */
  get token(): string {
    return this.#token;
  }

  /** Access token of a measurement of any length: signs in again before the last one ends. */
  async fresh(): Promise<string> {
    if (performance.now() - this.#since > TOKEN_MS) {
      // Noted first, so that requests at the same time sign in once; the last token is still valid.
      this.#since = performance.now();
      this.#token = await signIn(this.#site, this.#email);
    }
    return this.#token;
  }

  /** An event of this person in one of these states, comma-separated. */
  async filed(states: string): Promise<Filed> {
    const { items } = await this.#get<Page<Summary>>(`/events?state=${states}&limit=1`);
    const [found] = items;
    if (!found) throw new Error(`${this.#email} has no event in the state ${states}`);
    const { form, commune } = await this.#get<{ form: object; commune?: { region: string } }>(`/events/${found.id}`);
    return { edition: found.edition, form, ...(commune && { region: commune.region }) };
  }

  /** An event that this person has submitted, which may have its label since. */
  submitted(): Promise<Filed> {
    return this.filed("submitted,labelled");
  }

  /** Identifiers of the newest drafts. */
  async drafts(most: number): Promise<string[]> {
    const found: string[] = [];
    let cursor = "";
    do {
      const page = await this.#get<Page<Summary>>(`/events?state=draft&limit=100${cursor}`);
      found.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ? `&cursor=${encodeURIComponent(page.nextCursor)}` : "";
    } while (cursor && found.length < most);
    return found.slice(0, most);
  }

  async #get<Body>(path: string): Promise<Body> {
    const answer = await fetch(`${this.#site}${API}${path}`, { headers: { Authorization: `Bearer ${this.#token}`, Connection: "close" } });
    if (!answer.ok) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Body;
  }
}

async function signIn(site: string, email: string): Promise<string> {
  const answer = await fetch(`${site}${API}/session`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Origin: site, Connection: "close" },
    body: JSON.stringify({ email, password: DEMO.password }),
  });
  if (!answer.ok) throw new Error(`sign-in of ${email}: ${answer.status} ${await answer.text()}`);
  const { accessToken } = (await answer.json()) as { accessToken: string };
  return accessToken;
}
