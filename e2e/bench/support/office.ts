import { DEMO } from "../../support/people.ts";

const CRITERIA = ["dates", "audience", "industry", "free"];
const API = "/api/v1";

/** A person of the demonstration who works through the API: a national coordinator, unless another is named. */
export class Office {
  readonly #site: string;
  readonly #token: string;

  private constructor(site: string, token: string) {
    this.#site = site;
    this.#token = token;
  }

  static async open(site: string, email: string = DEMO.coordinator): Promise<Office> {
    const answer = await fetch(`${site}${API}/session`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Origin: site },
      body: JSON.stringify({ email, password: DEMO.password }),
    });
    if (!answer.ok) throw new Error(`sign-in: ${answer.status} ${await answer.text()}`);
    const { accessToken } = (await answer.json()) as { accessToken: string };
    return new Office(site, accessToken);
  }

  /** Submissions awaiting a decision. */
  async waiting(limit: number): Promise<string[]> {
    const { body } = await this.#call<{ items: { id: string }[] }>("GET", `/labels/queue?limit=${limit}`);
    return body.items.map((item) => item.id);
  }

  /** Assesses the four criteria, so that only the decision remains; returns the version to decide on. */
  async assess(id: string): Promise<string> {
    const { etag } = await this.#call("GET", `/labels/events/${id}`);
    const answers = CRITERIA.map((criterion) => ({ criterion, verdict: "met", comment: "" }));
    return (await this.#call("PUT", `/labels/events/${id}/assessment`, { answers }, etag)).etag;
  }

  /** Grants the label. */
  async label(id: string, version: string): Promise<void> {
    await this.#call("POST", `/labels/events/${id}/decision`, { decision: "label" }, version);
  }

  /** Uploads an image to a draft; returns the path of its largest size. */
  async picture(png: Buffer): Promise<string> {
    const { currentEdition } = (await this.#call<{ currentEdition: string }>("GET", "/config")).body;
    const { body } = await this.#call<{ id: string }>("POST", "/events", { edition: currentEdition });
    const answer = await fetch(`${this.#site}${API}/events/${body.id}/image`, {
      method: "POST",
      headers: { Authorization: `Bearer ${this.#token}`, Connection: "close", "Content-Type": "image/png" },
      body: new Uint8Array(png),
    });
    if (!answer.ok) throw new Error(`image: ${answer.status} ${await answer.text()}`);
    const { id, width } = (await answer.json()) as { id: string; width: number };
    return `/media/${id}/${width}.jpg`;
  }

  async #call<Body>(method: string, path: string, body?: object, version?: string): Promise<{ body: Body; etag: string }> {
    const answer = await fetch(`${this.#site}${API}${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${this.#token}`,
        ...(body && { "Content-Type": "application/json" }),
        ...(version && { "If-Match": version }),
      },
      body: body && JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return { body: (await answer.json()) as Body, etag: answer.headers.get("etag") ?? "" };
  }
}
