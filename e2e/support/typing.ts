import { type APIRequestContext, type BrowserContext, expect, type Page } from "@playwright/test";
import { account, enter, type Person } from "./people.ts";
import { nextStep, openNew } from "./filing.ts";

/** Values of the fields that the tests type into. */
export type Typed = { title: string; summary: string; description: string };

/** A form that is opened at the step of the texts, and the person who opened it. `request` has cookies of its own. */
export type OpenForm = { request: APIRequestContext; person: Person; id: string };

/** Signs in, creates a submission and opens the step of its texts. */
export async function openTexts(page: Page, request: APIRequestContext, site = ""): Promise<OpenForm> {
  const person = await account(request);
  await enter(page, person, site);
  await openNew(page, site);
  await nextStep(page, 2);
  return { request, person, id: idOf(page) };
}

/** The id of the submission in the address of its form. */
export function idOf(page: Page): string {
  const id = new URL(page.url()).pathname.split("/")[2];
  if (!id) throw new Error(`no submission at ${page.url()}`);
  return id;
}

export const title = (page: Page) => page.getByLabel("Titre", { exact: true });
export const summary = (page: Page) => page.getByLabel("Résumé");

/** Types key by key, at the end of what is there. */
export async function type(page: Page, text: string): Promise<void> {
  await page.keyboard.type(text, { delay: 15 });
}

/** Checks the line that says where the words are. */
export async function says(page: Page, text: string | RegExp): Promise<void> {
  await expect(page.locator(".saving")).toContainText(text);
}

/** Where the words are that the server does not have. */
export const ON_DEVICE = "Vos saisies sont gardées sur cet appareil.";
export const IN_TAB = "Vos saisies ne sont que dans cet onglet";

/** The form as the server has it, read by its owner. */
export async function stored(form: OpenForm): Promise<Typed> {
  const { request, id } = form;
  const headers = await credentials(form);
  const answer = await request.get(`/api/v1/events/${id}`, { headers });
  expect(answer.ok(), `GET: ${answer.status()}`).toBe(true);
  return (await answer.json()).form;
}

/** Changes the form through the API, as another device would. */
export async function changeElsewhere(open: OpenForm, change: Partial<Typed>): Promise<void> {
  const { request, id } = open;
  const headers = await credentials(open);
  const read = await request.get(`/api/v1/events/${id}`, { headers });
  const { form } = await read.json();
  const saved = await request.put(`/api/v1/events/${id}`, {
    headers: { ...headers, "If-Match": read.headers().etag ?? "" },
    data: { ...form, ...change },
  });
  expect(saved.ok(), await saved.text()).toBe(true);
}

/** Credentials of a session of its own. */
async function credentials({ request, person: { email, password } }: OpenForm): Promise<{ Authorization: string }> {
  let token = tokens.get(email);
  if (!token) {
    const opened = await request.post("/api/v1/session", { data: { email, password } });
    expect(opened.ok(), `session: ${opened.status()}`).toBe(true);
    token = (await opened.json()).accessToken as string;
    tokens.set(email, token);
  }
  return { Authorization: `Bearer ${token}` };
}

/** Access tokens by address: they are valid for longer than a test lasts. */
const tokens = new Map<string, string>();

/**
 * Ends the session of a page: its token is not accepted any more at some addresses, and there is no cookie to renew it with. Returns how to
 * accept tokens again.
 */
export async function endSession(page: Page, context: BrowserContext, refusing = /\/api\/v1\/events\//): Promise<() => Promise<void>> {
  const refused = { status: 401, contentType: "application/problem+json", body: JSON.stringify({ type: "about:blank", title: "Expired", status: 401, code: "invalid_token" }) };
  await context.clearCookies();
  await page.route(refusing, (route) => route.fulfill(refused));
  return () => page.unroute(refusing);
}

/** Removes the complaints of the browser about requests that fail while there is no connection. */
export function ignoreFailedRequests(complaints: string[]): void {
  const expected = /ERR_INTERNET_DISCONNECTED|ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_FAILED|Failed to fetch/;
  complaints.splice(0, complaints.length, ...complaints.filter((text) => !expected.test(text)));
}
