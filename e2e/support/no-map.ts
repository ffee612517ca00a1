import type { BrowserContext, Page } from "@playwright/test";

/**
 * Lets the browser say that it cannot draw maps, before its first page, for journeys of the list: drawing the map without a graphics card
 * takes longer than all they do. The list and its filters are the same; the regions are in the place of the map. Screenshots show the map.
 */
export async function withoutMap(browser: BrowserContext | Page): Promise<void> {
  if (process.env.SHOTS) return;
  await browser.addInitScript(() => {
    const { getContext } = HTMLCanvasElement.prototype;
    // Other drawings stay: the audit of a screen measures letters on one, and leaves the contrasts out where it cannot.
    HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string, ...options: unknown[]) {
      return kind.startsWith("webgl") ? null : Reflect.apply(getContext, this, [kind, ...options]);
    } as typeof getContext;
  });
}
