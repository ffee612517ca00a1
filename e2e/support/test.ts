import { test as base, type BrowserContext, type BrowserContextOptions, expect } from "@playwright/test";
import { createHash } from "node:crypto";
import { withApplication } from "./application.ts";
import { OTHER_SITE, SITE } from "./server.ts";

type Fixtures = {
  /** Whether the application starts immediately rather than on the first interaction. */
  application: boolean;
  /** URL of another server instance on the same database. */
  otherSite: string;
  /** Opens a browser context for another person. */
  someoneElse: (options?: BrowserContextOptions) => Promise<BrowserContext>;
  /** Errors reported by any page of the browser; a non-empty list fails the test. */
  complaints: string[];
};

/** The browser logs refusals (4xx) as errors, but the pages expect them. */
const REFUSAL = /^Failed to load resource: the server responded with a status of 4\d\d/;

/** The scripts that the journeys add to every frame do not run in a letter that is shown: its frame allows none. */
const SANDBOXED = /^Blocked script execution in 'about:srcdoc' because the document's frame is sandboxed/;

/** Collects page and script errors, and violations of the content security policy. */
export function listen(context: BrowserContext, complaints: string[]): void {
  context.on("console", (message) => {
    const text = message.text();
    if (message.type() === "error" && !REFUSAL.test(text) && !SANDBOXED.test(text)) complaints.push(text);
    if (/Content Security Policy|Content-Security-Policy/.test(text)) complaints.push(text);
  });
  context.on("weberror", (error) => complaints.push(String(error.error())));
}

export const test = base.extend<Fixtures>({
  baseURL: async ({}, use) => use(process.env[SITE]),
  otherSite: async ({}, use) => use(process.env[OTHER_SITE] ?? ""),
  extraHTTPHeaders: async ({}, use, info) => use({ "X-Forwarded-For": addressOf(info.testId) }),
  application: [true, { option: true }],
  context: async ({ context, application }, use) => {
    if (application) await withApplication(context);
    await use(context);
  },
  complaints: [
    async ({ context }, use) => {
      const complaints: string[] = [];
      listen(context, complaints);
      await use(complaints);
      expect(complaints, "errors in the browser").toEqual([]);
    },
    { auto: true },
  ],
  someoneElse: async ({ browser, baseURL, extraHTTPHeaders, locale, timezoneId, viewport, complaints }, use) => {
    const opened: BrowserContext[] = [];
    await use(async (options) => {
      const context = await browser.newContext({ baseURL, extraHTTPHeaders, locale, timezoneId, viewport, reducedMotion: "reduce", serviceWorkers: "block", ...options });
      await withApplication(context);
      listen(context, complaints);
      opened.push(context);
      return context;
    });
    await Promise.all(opened.map((context) => context.close()));
  },
});

/** An address of the private range 10/8 for each test. */
function addressOf(testId: string): string {
  return `10.${[...createHash("sha256").update(testId).digest().subarray(0, 3)].join(".")}`;
}

export { expect };
