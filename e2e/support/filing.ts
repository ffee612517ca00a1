import { type APIRequestContext, expect, type Locator, type Page } from "@playwright/test";
import { daysAfter, type Edition, openEdition, read } from "./api.ts";
import { credentials, type Person } from "./people.ts";

let submissions = 0;

/** A title that no other submission has. */
export function ownTitle(words: string): string {
  submissions += 1;
  return `${words} ${process.pid}${Date.now().toString(36)}${submissions}`;
}

/** The Tuesday of the edition's week. */
export function tuesday(edition: Edition): string {
  return daysAfter(edition.week.first, 1);
}

export const STEPS = ["Organisateur", "Événement", "Dates et lieu", "Public et accès", "Vérification"] as const;

/** Goes to the next step of the form, and checks that it is open. */
export async function nextStep(page: Page, number: 2 | 3 | 4 | 5): Promise<void> {
  await page.getByRole("link", { name: "Étape suivante" }).click();
  await expect(stepHeading(page, number)).toBeFocused();
}

export function stepHeading(page: Page, number: 1 | 2 | 3 | 4 | 5) {
  return page.getByRole("heading", { name: `Étape ${number} sur 5 : ${STEPS[number - 1]}` });
}

/** Waits until everything typed is saved. */
export async function saved(page: Page): Promise<void> {
  await expect(page.getByText(/^(Enregistré à |Tout est enregistré)/)).toBeVisible();
}

/** Creates a submission from the organiser's list. */
export async function openNew(page: Page, site = ""): Promise<void> {
  await page.goto(`${site}/mes-evenements`);
  await page.getByRole("button", { name: "Déposer un événement" }).click();
  // The form of somebody who has filed before opens where something is missing.
  await expect(page.getByRole("heading", { level: 2, name: /^Étape [1-5] sur 5/ })).toBeVisible();
}

export async function fillOrganiser(page: Page, person: Person): Promise<void> {
  await page.getByLabel("Nom de l’organisation").fill("Fonderie du Rhône");
  await page.getByLabel("Type d’organisation").selectOption({ index: 1 });
  await page.getByLabel("Personne à contacter").fill(person.name);
  await page.getByLabel("Adresse électronique du contact").fill(person.email);
}

export async function fillEvent(page: Page, title: string): Promise<void> {
  await page.getByLabel("Titre", { exact: true }).fill(title);
  await page.getByLabel("Résumé").fill("Une heure au pied des fours, avec celles et ceux qui y travaillent.");
  await page.getByLabel("Description").fill("La coulée, le moulage et le contrôle, expliqués sur place.\n\nPuis un échange sur les métiers.");
  await page.getByLabel("Type d’événement").selectOption({ label: "Visite d’entreprise" });
}

/** Generates an image in the browser, by default in the JPEG format that phones send. */
export async function picture(page: Page, width = 1_200, height = 800, type = "image/jpeg"): Promise<Buffer> {
  const data = await page.evaluate(
    ({ width, height, type }) => {
      const canvas = Object.assign(document.createElement("canvas"), { width, height });
      const pen = canvas.getContext("2d");
      if (!pen) throw new Error("no canvas");
      const sky = pen.createLinearGradient(0, 0, width, height);
      sky.addColorStop(0, "#35258f");
      sky.addColorStop(1, "#f08a24");
      pen.fillStyle = sky;
      pen.fillRect(0, 0, width, height);
      pen.fillStyle = "#fff3e4";
      for (const [x, r] of [[0.3, 0.2], [0.65, 0.3]] as const) {
        pen.beginPath();
        pen.arc(x * width, 0.55 * height, r * height, 0, 2 * Math.PI);
        pen.fill();
      }
      return canvas.toDataURL(type).split(",")[1] ?? "";
    },
    { width, height, type },
  );
  return Buffer.from(data, "base64");
}

/** Uploads an image with its alternative text and credits. */
export async function fillImage(page: Page): Promise<void> {
  const buffer = await picture(page);
  await page.getByLabel("Image de l’événement").setInputFiles({ name: "fonderie.jpg", mimeType: "image/jpeg", buffer });
  await expect(page.getByRole("img", { name: "Aperçu de l’image choisie" })).toBeVisible();
  await page.getByLabel("Description de l’image").fill("Deux poches de métal en fusion sur fond violet et orange");
  await page.getByLabel("Crédits de l’image").fill("© Fonderie du Rhône");
}

export async function fillPlace(page: Page): Promise<void> {
  await page.getByRole("radio", { name: "Sur place", exact: true }).check();
  await page.getByLabel("Nom du lieu").fill("Fonderie du Rhône, entrée visiteurs");
  await page.getByRole("combobox", { name: "Numéro et rue" }).fill("12 rue de la Coulée");
  await chooseCommune(page, "villeurb", "Villeurbanne");
}

/** Types into the commune field and selects by keyboard. */
export async function chooseCommune(page: Page, typed: string, name: string): Promise<void> {
  const field = page.getByRole("combobox", { name: "Commune" });
  await pick(page, field, typed, name);
  await expect(field).toHaveValue(new RegExp(name));
}

/** Types into a field that proposes, waits until a proposal comes first, and takes it by keyboard. */
export async function pick(page: Page, field: Locator, typed: string, proposal: string | RegExp): Promise<void> {
  await field.fill(typed);
  await expect(page.locator("[role=option]").filter({ visible: true }).first()).toContainText(proposal);
  await field.press("ArrowDown");
  await expect(field).toHaveAttribute("aria-activedescendant", /./);
  await field.press("Enter");
}

export async function fillOccurrence(page: Page, day: string): Promise<void> {
  const line = page.getByRole("group", { name: "Séance 1" });
  await line.getByLabel("Jour").fill(day);
  await line.getByLabel("Début").fill("10:00");
  await line.getByLabel("Fin", { exact: true }).fill("11:30");
}

export async function fillPublic(page: Page): Promise<void> {
  await page.getByRole("checkbox", { name: "Grand public" }).check();
  await page.getByRole("radio", { name: "Entrée libre" }).check();
  await page.getByRole("radio", { name: "Oui, gratuit" }).check();
  await page.getByLabel("Participants attendus").fill("60");
}

/** Accepts the commitments, below the answers to check. */
export async function fillDeclaration(page: Page): Promise<void> {
  await page.getByRole("checkbox", { name: "Je prends ces engagements" }).check();
}

type Position = { lon: number; lat: number };
type Commune = { insee: string; name: string; postalCodes: string[]; position: Position };

/** What an event has that is made through the API, beside the usual. */
export type Content = {
  /** Text to search the commune by. */
  commune?: string;
  /** Number of occurrences, one an hour. */
  occurrences?: number;
  capacity?: number;
  /** Another edition than the current one. */
  into?: Edition;
  /** Another day than the Tuesday of its week. */
  on?: string;
  /** Another place of the map marker than the town hall. */
  position?: Position;
  /** Number of the organiser. */
  siret?: string;
  /** Further fields of the form. */
  more?: object;
};

/** A draft as its owner has it: its id, its version, and the headers of the owner's session. */
export type Draft = { id: string; etag: string; headers: { Authorization: string } };

/** The current edition, whose week and commitments no journey changes. */
let current: Edition | undefined;

/** Communes by the text that found them. */
const communes = new Map<string, Commune>();

async function communeOf(request: APIRequestContext, text: string): Promise<Commune> {
  const known = communes.get(text);
  if (known) return known;
  const [found] = await read<{ commune: Commune }[]>(request, `/api/v1/places/communes?q=${encodeURIComponent(text)}&limit=1`);
  if (!found) throw new Error(`no commune: ${text}`);
  communes.set(text, found.commune);
  return found.commune;
}

/** Creates a complete draft through the API, for journeys that start before its submission. */
export async function completeDraft(
  request: APIRequestContext,
  person: Person,
  title: string,
  { commune = "Villeurbanne", occurrences = 1, capacity, into, on, position, siret, more }: Content = {},
): Promise<Draft> {
  const edition = into ?? (current ??= await openEdition(request));
  const place = await communeOf(request, commune);
  const headers = await credentials(request, person);
  const day = on ?? tuesday(edition);
  const form = {
    organiser: { name: "Fonderie du Rhône", kind: "company", siret, contactName: person.name, contactEmail: person.email },
    title,
    summary: "Une heure au pied des fours, avec celles et ceux qui y travaillent.",
    description: "La coulée, le moulage et le contrôle, expliqués sur place.",
    kind: "company_visit",
    attendanceMode: "on_site",
    place: {
      name: "Fonderie du Rhône",
      address: "12 rue de la Coulée",
      insee: place.insee,
      postalCode: place.postalCodes[0],
      position: position ?? place.position,
    },
    occurrences: Array.from({ length: occurrences }, (_, index) => ({ begin: `${day}T${10 + index}:00`, end: `${day}T${10 + index}:45`, capacity })),
    audiences: ["general_public"],
    accessMode: "open",
    free: true,
    expectedParticipants: 60,
    commitmentsVersion: edition.commitments.version,
    ...more,
  };
  const created = await request.post("/api/v1/events", { headers, data: { edition: edition.slug, form } });
  expect(created.status(), await created.text()).toBe(201);
  return { id: (await created.json()).id, etag: created.headers().etag ?? "", headers };
}

/** Submits a complete event for review through the API, for journeys that start at the review page; returns its id. */
export async function file(request: APIRequestContext, person: Person, title: string, content: Content = {}): Promise<string> {
  const { id, etag, headers } = await completeDraft(request, person, title, content);
  const submitted = await request.post(`/api/v1/events/${id}/submit`, { headers: { ...headers, "If-Match": etag } });
  expect(submitted.ok(), await submitted.text()).toBe(true);
  return id;
}
