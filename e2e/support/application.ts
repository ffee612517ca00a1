import { type BrowserContext, expect, type Page } from "@playwright/test";

/**
 * Starts the application at once in every page of a context, and has `goto` and `reload` wait until it has taken the place of the page
 * that the server wrote: the journeys walk the application. What a page is without it has tests of its own.
 */
export async function withApplication(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => addEventListener("DOMContentLoaded", () => dispatchEvent(new Event("semaine:start"))));
  context.on("page", (page) => {
    const goto = page.goto.bind(page);
    const reload = page.reload.bind(page);
    page.goto = async (...asked) => {
      const answer = await goto(...asked);
      await taken(page);
      return answer;
    };
    page.reload = async (...asked) => {
      const answer = await reload(...asked);
      await taken(page);
      return answer;
    };
  });
}

/** Waits until the application has taken over; what is no page of the site has none. */
export async function taken(page: Page): Promise<void> {
  const application = page.locator("script[src$='/boot.js']");
  const never = page.locator("#lecture[data-start=never]");
  if ((await application.count()) && !(await never.count())) await expect(page.locator("html")).toHaveAttribute("data-ready", "app");
}
