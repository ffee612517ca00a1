import { DEMO } from "../../support/people.ts";

const API = "/api/v1";

type Page<Item> = { items: Item[]; nextCursor?: string };
type Summary = { id: string; edition: string };

/** A person of the data set, signed in. */
export class Person {
  readonly #site: string;
  readonly token: string;

  private constructor(site: string, token: string) {
    this.#site = site;
    this.token = token;
  }

  static async open(site: string, email: string): Promise<Person> {
    const answer = await fetch(`${site}${API}/session`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Origin: site, Connection: "close" },
      body: JSON.stringify({ email, password: DEMO.password }),
    });
    if (!answer.ok) throw new Error(`sign-in of ${email}: ${answer.status} ${await answer.text()}`);
    const { accessToken } = (await answer.json()) as { accessToken: string };
    return new Person(site, accessToken);
  }

  /** Edition and form of an event that this person has submitted. */
  async submitted(): Promise<{ edition: string; form: object }> {
    const { items } = await this.#get<Page<Summary>>("/events?state=submitted&limit=1");
    const [found] = items;
    if (!found) throw new Error("the organiser has submitted no event");
    const { form } = await this.#get<{ form: object }>(`/events/${found.id}`);
    return { edition: found.edition, form };
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
    const answer = await fetch(`${this.#site}${API}${path}`, { headers: { Authorization: `Bearer ${this.token}`, Connection: "close" } });
    if (!answer.ok) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Body;
  }
}
