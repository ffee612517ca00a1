import { type APIRequestContext, expect, type Page } from "@playwright/test";
import { credentials, type Person } from "./people.ts";

let numbers = 0;

/** A SIRET number that no other run uses: 14 digits of which the last is the Luhn check digit. */
export function siret(): string {
  numbers += 1;
  const digits = `9${String(Date.now() * 100 + ((process.pid + numbers) % 100)).slice(-12)}`;
  const sum = [...digits].reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

/** Adds an organisation, and opens its page. */
export async function addOrganisation(page: Page, number: string, name: string): Promise<void> {
  await page.goto("/mes-organisations");
  await page.getByLabel("Numéro SIRET ou UAI").fill(number);
  await page.getByLabel("Nom", { exact: true }).fill(name);
  await page.getByRole("textbox", { name: "Adresse" }).fill("12 rue de la Forge");
  await page.getByRole("button", { name: "Ajouter l’organisation" }).click();
  await expect(page.getByRole("heading", { level: 2, name })).toBeVisible();
}

/** An organisation made through the API. */
export type Made = { id: string; name: string; number: string };

/** Creates an organisation through the API, which the person manages. */
export async function organisation(request: APIRequestContext, manager: Person, name: string, kind: "company" | "federation"): Promise<Made> {
  const headers = await credentials(request, manager);
  const number = siret();
  const details = { name, kind, address: "12 rue de la Forge", postalCode: "", insee: "" };
  const created = await request.post("/api/v1/organisations", { headers, data: { identifier: number, details } });
  expect(created.ok(), await created.text()).toBe(true);
  return { id: (await created.json()).organisation.id, name, number };
}

/** Lets a branch file for companies: its manager asks, and that of the companies accepts. */
export async function mandate(request: APIRequestContext, branch: Made, asks: Person, companies: Made[], accepts: Person): Promise<void> {
  const [asking, accepting] = [await credentials(request, asks), await credentials(request, accepts)];
  for (const company of companies) {
    const asked = await request.post(`/api/v1/organisations/${branch.id}/mandates`, { headers: asking, data: { identifier: company.number } });
    expect(asked.ok(), await asked.text()).toBe(true);
    const given = await request.put(`/api/v1/organisations/${company.id}/mandates/${branch.id}`, { headers: accepting });
    expect(given.ok(), await given.text()).toBe(true);
  }
}
