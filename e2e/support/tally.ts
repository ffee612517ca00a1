import type { Page } from "@playwright/test";

/** Work of a person on a page: presses, and fields that were typed into or chosen from. */
export type Tally = { clicks: number; fields: string[] };

/** Counts presses and fields on a page from now on, as long as it is not loaded anew. Returns how to read the counts. */
export async function tally(page: Page): Promise<() => Promise<Tally>> {
  await page.evaluate(() => {
    const counted = { clicks: 0, fields: new Set<string>() };
    (globalThis as unknown as { tally: typeof counted }).tally = counted;
    // A key that presses a button or a link is a press too; a label passes its press on, which is not another one.
    addEventListener("click", (event) => (counted.clicks += event.isTrusted ? 1 : 0), { capture: true });
    addEventListener(
      "input",
      ({ target }) => {
        const typed = target as HTMLInputElement;
        if (!["checkbox", "radio"].includes(typed.type)) counted.fields.add(typed.id);
      },
      { capture: true },
    );
  });
  return () =>
    page.evaluate(() => {
      const { clicks, fields } = (globalThis as unknown as { tally: { clicks: number; fields: Set<string> } }).tally;
      return { clicks, fields: [...fields] };
    });
}

/** Height of the whole page in a window of this width, in pixels. */
export async function heightAt(page: Page, width: number): Promise<number> {
  const usual = page.viewportSize();
  await page.setViewportSize({ width, height: 900 });
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  if (usual) await page.setViewportSize(usual);
  return height;
}

/** Prints a line of measurements, which a person reads in the output of the tests. */
export function print(name: string, measured: Record<string, string | number>): void {
  console.log(`measured: ${name}: ${Object.entries(measured).map(([what, value]) => `${what} ${value}`).join(", ")}`);
}
