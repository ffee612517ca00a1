import { expect, type Page } from "@playwright/test";

/** Waits until the service worker has cached an answer of each of these addresses, with any query: pages have it a moment earlier. */
export async function expectKept(page: Page, ...addresses: string[]): Promise<void> {
  for (const address of addresses) {
    const kept = () =>
      page.evaluate(async (address) => {
        const answer = await caches.match(address, { ignoreSearch: true, ignoreVary: true });
        return answer !== undefined;
      }, address);
    await expect.poll(kept, { message: `${address} is cached` }).toBe(true);
  }
}
