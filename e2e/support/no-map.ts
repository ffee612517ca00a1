import type { BrowserContext, Page } from "@playwright/test";

/**
 * Lets the browser say that it cannot draw maps, before its first page, for journeys of the list: drawing the map without a graphics card
 * takes longer than all they do. The list and its filters are the same; the regions are in the place of the map. Screenshots show the map.
 */
export async function withoutMap(browser: BrowserContext | Page): Promise<void> {
  if (process.env.SHOTS) return;
  await browser.addInitScript(() => {
    HTMLCanvasElement.prototype.getContext = () => null;
  });
}
