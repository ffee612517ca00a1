import { expect, type Page } from "@playwright/test";
import { type EventSummary, type Listed, read } from "./api.ts";

/** The archived edition, whose events no test changes. */
export const ARCHIVE = "2018";
export const LABELLED_2018 = 2_918;

/** The status message with the number of events, as announced by screen readers. */
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

/** A number in the page's format: `1 234`. */
export function formatted(count: number): string {
  return new Intl.NumberFormat("fr-FR").format(count);
}

/** The announced number of events: `1 234 événements`. */
export function announced(count: number): RegExp {
  return new RegExp(`^${formatted(count).replace(/\s/g, "\\s")}\\sévénements?$`);
}

export async function total(page: Page, query: string): Promise<number> {
  const list = await read<Listed<EventSummary>>(page.request, `/api/v1/catalogue/events?count=true&limit=1&${query}`);
  return list.total ?? -1;
}

/** Waits until the map is idle and completely rendered. */
export async function mapReady(page: Page): Promise<void> {
  const canvas = map(page).locator("canvas");
  await expect(canvas).toBeVisible();
  await expect(map(page).locator(".map__canvas")).toHaveAttribute("data-idle", /\d/);
}

/** Scrolls the map into the window and returns its bounding box. */
export async function mapBox(page: Page): Promise<{ x: number; y: number; width: number; height: number }> {
  const canvas = map(page).locator("canvas");
  await canvas.scrollIntoViewIfNeeded();
  await canvas.hover();
  const box = await canvas.boundingBox();
  if (!box) throw new Error("the map has no bounding box");
  return box;
}

/** The query parameters of the URL. */
export function queryParameters(page: Page): Record<string, string> {
  return Object.fromEntries(new URL(page.url()).searchParams);
}
