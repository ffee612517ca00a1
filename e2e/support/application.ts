import { type BrowserContext, expect, type Page } from "@playwright/test";

/**
 * Starts the application immediately in every page of a context, and makes `goto` and `reload` wait until it has replaced the
 * server-rendered page: the journeys test the application. Other tests cover the pages without it.
 */
export async function withApplication(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => addEventListener("DOMContentLoaded", () => dispatchEvent(new Event("semaine:start"))));
  context.on("page", (page) => {
    const goto = page.goto.bind(page);
    const reload = page.reload.bind(page);
    page.goto = async (...args) => {
      const response = await goto(...args);
      await applicationReady(page);
      return response;
    };
    page.reload = async (...args) => {
      const response = await reload(...args);
      await applicationReady(page);
      return response;
    };
  });
}

/** Waits until the application has replaced the page; returns at once on pages without it. */
export async function applicationReady(page: Page): Promise<void> {
  const application = page.locator("script[src$='/boot.js']");
  const never = page.locator("#lecture[data-start=never]");
  if ((await application.count()) && !(await never.count())) await expect(page.locator("html")).toHaveAttribute("data-ready", "app");
}

/** Follows a link within the application, also to an address that the page does not link to. */
export async function follow(page: Page, path: string): Promise<void> {
  await page.evaluate((path) => {
    const link = document.createElement("a");
    link.href = path;
    document.querySelector("#app main")?.append(link);
    link.click();
    link.remove();
  }, path);
}
