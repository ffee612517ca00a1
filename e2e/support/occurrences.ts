import type { Page } from "@playwright/test";
import { daysAfter, type Edition } from "./api.ts";

/** Occurrences of a few minutes in the edition's window, without overlaps. */
export function manyOccurrences({ window: { first, last } }: Edition, number: number) {
  const days = Math.round((Date.parse(last) - Date.parse(first)) / 86_400_000) + 1;
  const two = (value: number) => String(value).padStart(2, "0");
  return Array.from({ length: number }, (_, index) => {
    const [day, slot] = [daysAfter(first, index % days), Math.floor(index / days)];
    const [hour, minute] = [Math.floor(slot / 10), (slot % 10) * 6];
    return { begin: `${day}T${two(hour)}:${two(minute)}`, end: `${day}T${two(hour)}:${two(minute + 5)}`, capacity: 10 };
  });
}

/** Times from a key in the field that has the focus to the picture that follows it, in milliseconds, ascending. */
export function keyTimes(page: Page, keys: number): Promise<number[]> {
  return page.evaluate(async (keys) => {
    const field = document.activeElement as HTMLInputElement;
    const times: number[] = [];
    for (let key = 0; key < keys; key += 1) {
      const from = performance.now();
      field.value = String(10 + key);
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      await new Promise<void>((done) => requestAnimationFrame(() => setTimeout(done)));
      times.push(performance.now() - from);
    }
    return times.sort((a, b) => a - b);
  }, keys);
}
