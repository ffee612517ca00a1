import { expect, type Page } from "@playwright/test";
import { type EventSummary, type Listed, read } from "./api.ts";

/** The archived edition, whose events no test changes. */
export const ARCHIVE = "2018";
export const LABELLED_2018 = 2_918;

/** What a screen reader hears of the number of events. */
export function found(page: Page) {
  return page.getByRole("status").filter({ hasText: /événements?$/ });
}

export function list(page: Page) {
  return page.getByRole("region", { name: "Liste des événements" });
}

export function cards(page: Page) {
  return list(page).getByRole("article");
}

export function map(page: Page) {
  return page.getByRole("region", { name: "Carte des événements", exact: true });
}

export function filters(page: Page) {
  return page.getByRole("search", { name: "Rechercher et filtrer les événements" });
}

export function chosen(page: Page) {
  return page.getByRole("list", { name: "Filtres actifs" });
}

export async function openFilter(page: Page, name: string): Promise<void> {
  await filters(page).locator("summary").filter({ hasText: name }).click();
}

/** « 1 234 », as the page writes it. */
export function written(count: number): string {
  return new Intl.NumberFormat("fr-FR").format(count);
}

/** « 1 234 événements », as the page writes it. */
export function announced(count: number): RegExp {
  return new RegExp(`^${written(count).replace(/\s/g, "\\s")}\\sévénements?$`);
}

export async function total(page: Page, query: string): Promise<number> {
  const list = await read<Listed<EventSummary>>(page.request, `/api/v1/catalogue/events?count=true&limit=1&${query}`);
  return list.total ?? -1;
}

/** Waits until the map stands still and has drawn everything. */
export async function drawn(page: Page): Promise<void> {
  const canvas = map(page).locator("canvas");
  await expect(canvas).toBeVisible();
  await expect(map(page).locator(".map__canvas")).toHaveAttribute("data-idle", /\d/);
}

/** Where the map is in the window, once it is wholly in it. */
export async function place(page: Page): Promise<{ x: number; y: number; width: number; height: number }> {
  const canvas = map(page).locator("canvas");
  await canvas.scrollIntoViewIfNeeded();
  await canvas.hover();
  const box = await canvas.boundingBox();
  if (!box) throw new Error("the map has no place");
  return box;
}

/** The parameters of the address. */
export function asked(page: Page): Record<string, string> {
  return Object.fromEntries(new URL(page.url()).searchParams);
}
