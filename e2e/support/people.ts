import { type APIRequestContext, expect, type Page } from "@playwright/test";
import { read } from "./api.ts";

/** Accounts of the demonstration data. */
export const DEMO = {
  organiser: "organisatrice@example.org",
  referentOfAuvergneRhoneAlpes: "referent.auvergne-rhone-alpes@example.org",
  referentOfLaReunion: "referent.la-reunion@example.org",
  coordinator: "coordination@example.org",
  administrator: "administration@example.org",
  password: "semaine-industrie",
} as const;

export type Person = { name: string; email: string; password: string };

let people = 0;

/** A person without an account. */
export function stranger(): Person {
  people += 1;
  const mark = `${process.pid}-${Date.now().toString(36)}-${people}`;
  return { name: "Louise Caron", email: `louise.caron-${mark}@example.org`, password: "un atelier bien rangé" };
}

type MailSummary = { id: string; recipient: string; subject: string };

/** Returns the text of the latest mail to an address whose subject matches. */
export async function mailTo(request: APIRequestContext, email: string, subject: RegExp): Promise<string> {
  let found: MailSummary | undefined;
  await expect
    .poll(
      async () => {
        // Of this address only: other journeys may send hundreds meanwhile.
        const { items } = await read<{ items: MailSummary[] }>(request, `/api/v1/outbox?limit=100&recipient=${encodeURIComponent(email)}`);
        found = items.find((mail) => subject.test(mail.subject));
        return found?.subject;
      },
      { message: `a mail to ${email} about ${subject}` },
    )
    .toMatch(subject);
  const mail = await read<{ bodyText: string }>(request, `/api/v1/outbox/${found?.id}`);
  return mail.bodyText;
}

/** Returns the link to a page of the site from the text of a mail. */
export function linkIn(text: string, page: string): string {
  const link = text.split(/\s+/).find((word) => word.startsWith("http") && new URL(word).pathname === page);
  if (!link) throw new Error(`no link to ${page} in:\n${text}`);
  return link;
}

/** Creates an account with a verified address through the API; the accounts' own journeys test the pages. */
export async function account(request: APIRequestContext): Promise<Person> {
  const person = stranger();
  const created = await request.post("/api/v1/accounts", { data: person });
  expect(created.status()).toBe(202);
  const link = linkIn(await mailTo(request, person.email, /./), "/verification");
  const verified = await request.post("/api/v1/accounts/verify", { data: { token: new URL(link).searchParams.get("jeton") } });
  expect(verified.ok(), `verification: ${verified.status()}`).toBe(true);
  // The link signs in; the journey begins signed out.
  expect((await request.delete("/api/v1/session")).ok(), "end of that session").toBe(true);
  return person;
}

/** Signs in through the page, and waits until the session is open. */
export async function signIn(page: Page, { email, password }: Pick<Person, "email" | "password">, site = ""): Promise<void> {
  await page.goto(`${site}/connexion`);
  await page.getByLabel("Adresse électronique").fill(email);
  await page.getByLabel("Mot de passe").fill(password);
  await page.getByRole("main").getByRole("button", { name: "Se connecter" }).click();
  await expect(page).not.toHaveURL(/connexion/);
}

/** Signs in with an account of the demonstration data. */
export function signInAs(page: Page, email: string): Promise<void> {
  return signIn(page, { email, password: DEMO.password });
}

/** Mark of the application on a device on which somebody has signed in; see web/src/api/client.rs. */
const SESSION_HINT = "semaine.session";

/** Address of a page that the server does not have. */
const DOOR = /\/entree-des-parcours$/;

/**
 * Signs in without a page of the application, for journeys that open one next: the browser has the cookie of the session and the mark of
 * the application as after the page of signing in, which the accounts' own journeys test.
 */
export async function enter(page: Page, { email, password }: Pick<Person, "email" | "password">, site = ""): Promise<void> {
  const opened = await page.request.post(`${site}/api/v1/session`, { data: { email, password } });
  expect(opened.ok(), `session: ${opened.status()}`).toBe(true);
  const { account } = (await opened.json()) as { account: { id: string } };
  // An empty page of the same site, in whose storage the mark belongs.
  const answer = { contentType: "text/html; charset=utf-8", body: '<!doctype html><html lang="fr"><title>Entrée</title></html>' };
  await page.route(DOOR, (route) => route.fulfill(answer));
  await page.goto(`${site}/entree-des-parcours`);
  await page.evaluate(([name, id]) => localStorage.setItem(name, id), [SESSION_HINT, account.id] as const);
  await page.unroute(DOOR);
}

/** As `enter`, with an account of the demonstration data. */
export function enterAs(page: Page, email: string): Promise<void> {
  return enter(page, { email, password: DEMO.password });
}

/** Access tokens by address, with the time of their opening. */
const tokens = new Map<string, { token: string; opened: number }>();

/** Time for which a token is used again; it is valid for ten minutes. */
const TOKEN_MS = 180_000;

/** Headers of a session of its own through the API, which later calls use again; by default with the password of the demonstration data. */
export async function credentials(request: APIRequestContext, { email, password = DEMO.password }: { email: string; password?: string }): Promise<{ Authorization: string }> {
  const known = tokens.get(email);
  if (known && Date.now() - known.opened < TOKEN_MS) return { Authorization: `Bearer ${known.token}` };
  const opened = await request.post("/api/v1/session", { data: { email, password } });
  expect(opened.ok(), `session: ${opened.status()}`).toBe(true);
  const token = (await opened.json()).accessToken as string;
  tokens.set(email, { token, opened: Date.now() });
  return { Authorization: `Bearer ${token}` };
}

/** Labels an event through the API as the coordination, for journeys that start after that. */
export async function label(request: APIRequestContext, id: string): Promise<void> {
  const headers = await credentials(request, { email: DEMO.coordinator });
  const sheet = `/api/v1/labels/events/${id}`;
  const read = await request.get(sheet, { headers });
  const answers = ["dates", "audience", "industry", "free"].map((criterion) => ({ criterion, verdict: "met" }));
  const assessed = await request.put(`${sheet}/assessment`, { headers: { ...headers, "If-Match": read.headers().etag ?? "" }, data: { answers } });
  expect(assessed.ok(), await assessed.text()).toBe(true);
  const decided = await request.post(`${sheet}/decision`, { headers: { ...headers, "If-Match": assessed.headers().etag ?? "" }, data: { decision: "label" } });
  expect(decided.ok(), await decided.text()).toBe(true);
}
