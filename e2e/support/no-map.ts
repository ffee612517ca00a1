import type { Page } from "@playwright/test";

/**
 * Lets the browser say that it cannot draw maps, before its first page, for journeys of the list: drawing the map without a graphics card
 * takes longer than all they do. The list and its filters are the same; the place of the map has the regions.
 */
export async function withoutMap(page: Page): Promise<void> {
  await page.addInitScript(() => {
    HTMLCanvasElement.prototype.getContext = () => null;
  });
}
