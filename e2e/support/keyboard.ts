import { expect, type Locator, type Page } from "@playwright/test";

/** Presses of Tab after which something counts as out of reach. */
const REACH = 160;
/** Times that something is pressed which is replaced meanwhile. */
const ATTEMPTS = 5;

/** Counts what a mouse or a finger does on every page that opens from now on. */
export async function countPointers(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const counted = globalThis as { pointers?: number };
    counted.pointers = 0;
    for (const kind of ["pointerdown", "mousedown", "touchstart"]) {
      addEventListener(kind, () => (counted.pointers = (counted.pointers ?? 0) + 1), { capture: true });
    }
  });
}

/** Number of presses of a mouse or a finger on the page. */
export function pointers(page: Page): Promise<number | undefined> {
  return page.evaluate(() => (globalThis as { pointers?: number }).pointers);
}

/** Presses Tab until the element has the focus, which must be seen at every step on the way. */
export async function tabTo(page: Page, target: Locator, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
  await expect(target).toBeVisible();
  if (await target.evaluate((element) => element === document.activeElement)) return;
  for (let presses = 1; presses <= REACH; presses += 1) {
    await page.keyboard.press(key);
    const unseen = await page.evaluate(unseenFocus);
    expect(unseen, `the focus is seen after ${presses} × ${key}`).toBe("");
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`not reached by ${key}: ${target}`);
}

/**
 * Tabs to a button, link or box and presses it. Where an answer of the server replaces it between reaching and pressing, the key goes
 * elsewhere, and a person tabs back to what has taken its place: so does this.
 */
export async function press(page: Page, target: Locator, key: "Enter" | "Space" = "Enter"): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    await tabTo(page, target);
    const pressed = await target.evaluateHandle((element) => {
      const seen = { key: false };
      element.addEventListener("keydown", () => (seen.key = true), { capture: true, once: true });
      return seen;
    });
    await page.keyboard.press(key);
    // The press may load another page, and what was seen goes with the page that it was on.
    if (await pressed.evaluate((seen) => seen.key).catch(() => true)) return;
  }
  throw new Error(`replaced each time before it was pressed: ${target}`);
}

/** The element that has the focus without showing it; empty when it is shown, or when the browser itself has the focus. */
function unseenFocus(): string {
  const focused = document.activeElement;
  if (!focused || focused === document.body || focused === document.documentElement) return "";
  // A hidden box shows the focus at its label.
  const shown = [focused, focused.nextElementSibling, focused.closest("label")].some((element) => {
    if (!element) return false;
    const style = getComputedStyle(element);
    const outlined = style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) > 0;
    return outlined || style.boxShadow !== "none";
  });
  // The button of the calendar or clock, inside a field of a day or time, shows the focus itself.
  const inside = focused.matches("input:is([type=date], [type=time]):not(:focus-visible)");
  const box = focused.getBoundingClientRect();
  const inWindow = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return (shown || inside) && inWindow ? "" : focused.outerHTML.slice(0, 200);
}
