import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { daysAfter, openEdition } from "../support/api.ts";
import { account, DEMO, enter, enterAs, linkIn, mailTo } from "../support/people.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";

/** Figures of a partner, as the API has them. */
const FIGURES = {
  from: "2018-01-07",
  to: "2018-02-05",
  keys: [
    {
      key: "0190a4b5-0000-7000-8000-000000000001",
      name: "Site de la CCI",
      hint: "sdi_live_…x7Qa",
      total: { read: 1_240, write: 12, refused: 0, failed: 3 },
      days: [
        { day: "2018-02-02", requests: { read: 1_200, write: 0, refused: 0, failed: 3 } },
        { day: "2018-02-05", requests: { read: 40, write: 12, refused: 0, failed: 0 } },
      ],
    },
  ],
  webhooks: [
    {
      webhook: "0190a4b5-0000-7000-8000-000000000002",
      name: "Agenda de la CCI",
      total: { delivered: 86, failed: 2 },
      days: [{ day: "2018-02-05", attempts: { delivered: 86, failed: 2 } }],
    },
  ],
};

/** An identifier that no other run uses. */
function unique(prefix: string): string {
  return `${prefix}${process.pid}${Date.now().toString(36)}`;
}

test("the partners of the edition are on the home page and on a page of their own", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "Les partenaires de l’édition" })).toBeVisible();
  await page.getByRole("link", { name: "Tous les partenaires" }).click();
  await expect(page).toHaveURL(/\/partenaires$/);
  await expect(page.getByRole("heading", { level: 1, name: "Les partenaires" })).toBeVisible();
  await expect(page.getByRole("heading", { level: 2, name: "Réseau consulaire" })).toBeVisible();
  await expect(page.getByRole("link", { name: "CCI France" })).toHaveAttribute("href", "https://www.cci.fr");
  await screen(page, "partenaires");
});

test("the coordination adds a partner with its logo, and moves it", async ({ page, request }) => {
  const current = await openEdition(request);
  const slug = `partenaires-${unique("")}`;
  const opened = await request.post("/api/v1/session", { data: { email: DEMO.administrator, password: DEMO.password } });
  const headers = { Authorization: `Bearer ${(await opened.json()).accessToken}` };
  const created = await request.post("/api/v1/administration/editions", { headers, data: { from: current.slug, slug, weekFirst: daysAfter(current.week.first, -7) } });
  expect(created.status(), await created.text()).toBe(201);

  await enterAs(page, DEMO.coordinator);
  await page.goto(`/administration/editions/${slug}/partenaires`);
  await page.getByRole("button", { name: "Ajouter un partenaire" }).click();
  const added = page.locator(".edition-item").last();
  await added.getByLabel("Nom du partenaire").fill("Amis de la fonderie");
  await page.getByRole("button", { name: "Enregistrer", exact: true }).click();
  await expect(page.locator(".field__error").first()).toBeVisible();
  await added.getByLabel("Identifiant").fill("amis_de_la_fonderie");
  await added.getByLabel("Rôle dans l’édition").fill("Soutien");
  const picture = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(400, 200);
    canvas.getContext("2d")?.fillRect(50, 50, 300, 100);
    return [...new Uint8Array(await (await canvas.convertToBlob({ type: "image/png" })).arrayBuffer())];
  });
  await added.getByLabel("Fichier du logo").setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: Buffer.from(picture) });
  await expect(added.getByLabel("Texte de remplacement du logo")).toHaveValue("Amis de la fonderie");
  await added.getByLabel("Montrer ce logo dans les kits de communication").check();
  await screen(page, "administration-partenaires");
  await page.getByRole("button", { name: "Enregistrer", exact: true }).click();
  await expect(page.getByText("Tout est enregistré.")).toBeVisible();

  const answer = await request.get(`/api/v1/administration/editions/${slug}/partners`, { headers });
  const { partners } = await answer.json();
  expect(partners.at(-1)).toMatchObject({ id: "amis_de_la_fonderie", role: "Soutien", logo: { alt: "Amis de la fonderie", inKits: true, image: { width: 400, height: 200 } } });
});

test("a partner joins its space, makes a key, uses it, replaces it and revokes the new one", async ({ page, request, someoneElse }) => {
  const member = await account(request);
  const name = `CCI ${unique("")}`;
  await enterAs(page, DEMO.coordinator);
  await page.goto("/espaces-partenaires");
  await page.getByLabel("Identifiant du partenaire").fill(unique("cci_"));
  await page.getByLabel("Nom du partenaire").fill(name);
  await page.getByRole("button", { name: "Ouvrir l’espace" }).click();
  await expect(page.getByRole("heading", { level: 2, name })).toBeVisible();
  await page.getByLabel("Adresse électronique de la personne").fill(member.email);
  await page.getByRole("button", { name: "Envoyer l’invitation" }).click();
  await expect(page.getByRole("heading", { name: "Invitations en attente" })).toBeVisible();
  await screen(page, "espace-partenaire-coordination");

  const theirs = await (await someoneElse()).newPage();
  await enter(theirs, member);
  await theirs.goto(linkIn(await mailTo(request, member.email, /espace partenaire/), "/invitation-partenaire"));
  await theirs.getByRole("button", { name: `Accepter : ${name}` }).click();
  await expect(theirs.getByText(`${member.name} (vous)`)).toBeVisible();

  await theirs.getByRole("button", { name: "Créer la clé" }).click();
  await expect(theirs.locator(".field__error").first()).toBeVisible();
  await theirs.getByLabel("Nom de la clé").fill("Site de la CCI");
  const networks = theirs.getByLabel("Adresses d’où elle est acceptée");
  await networks.fill("192.0.2.0/33");
  await theirs.getByRole("button", { name: "Créer la clé" }).click();
  // At this field, unlike the first refusal: while one waits for its answer, the button sends no other.
  await expect(networks).toHaveAttribute("aria-invalid", "true");
  await networks.fill("");
  await theirs.getByRole("button", { name: "Créer la clé" }).click();
  const secret = theirs.getByLabel("Site de la CCI", { exact: true });
  await expect(secret).toHaveValue(/^sdi_live_[0-9A-Za-z]{49}$/);
  await expect(secret).toBeFocused();
  await screen(theirs, "espace-partenaire");
  const headers = { Authorization: `Bearer ${await secret.inputValue()}` };
  expect((await request.get("/api/v1/events", { headers })).status()).toBe(200);
  await theirs.getByRole("button", { name: "Elle est rangée" }).click();
  await expect(secret).toHaveCount(0);

  for (const action of ["Remplacer", "Révoquer"]) {
    const button = theirs.getByRole("button", { name: new RegExp(`${action} la clé`) }).first();
    await button.click();
    await button.click();
    await expect(theirs.getByRole("button", { name: /Révoquer la clé/ })).toHaveCount(action === "Remplacer" ? 2 : 1);
  }
  const refused = await request.get("/api/v1/events", { headers });
  expect(refused.status()).toBe(401);
  expect((await refused.json()).detail).toContain("was revoked");
  await theirs.getByText("Clés révoquées").click();
  await expect(theirs.getByText(`révoquée par ${member.name}`)).toBeVisible();
  await screen(theirs, "espace-partenaire-cles-revoquees");

  // The server writes its counts each minute: here are those of a month.
  await theirs.route(/\/partner-spaces\/[^/]+\/usage$/, (route) => route.fulfill({ json: FIGURES }));
  await theirs.reload();
  await expect(theirs.getByRole("row", { name: /Site de la CCI\s+1.240/ })).toBeVisible();
  await theirs.getByText(/Jour par jour/).first().click();
  await expect(theirs.getByRole("row", { name: /Somme\s+1.240/ })).toBeVisible();
  await screen(theirs, "espace-partenaire-chiffres");
});

test("a webhook is made, tested, paused, resumed and sent everything again, and stops with its space", async ({ page }) => {
  const received: { headers: IncomingHttpHeaders; body: string }[] = [];
  const receiver = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (part: string) => (body += part));
    request.on("end", () => {
      received.push({ headers: request.headers, body });
      response.writeHead(200).end();
    });
  });
  await new Promise<void>((listening) => receiver.listen(0, "127.0.0.1", listening));
  const { port } = receiver.address() as AddressInfo;
  const told = (type: string) => received.filter(({ body }) => JSON.parse(body).type === type);

  await enterAs(page, DEMO.coordinator);
  await page.goto("/espaces-partenaires");
  const name = `CCI ${unique("")}`;
  await page.getByLabel("Identifiant du partenaire").fill(unique("webhook_"));
  await page.getByLabel("Nom du partenaire").fill(name);
  await page.getByRole("button", { name: "Ouvrir l’espace" }).click();
  await expect(page.getByRole("heading", { level: 2, name })).toBeVisible();

  await page.getByLabel("Nom du webhook").fill("Site de la CCI");
  await page.getByLabel("Adresse qui reçoit les messages").fill("https://10.0.0.1/semaine");
  await page.getByLabel("Changements par message").fill("100");
  await page.getByRole("button", { name: "Créer le webhook" }).click();
  await expect(page.locator(".field__error").first()).toBeVisible();
  await page.getByLabel("Adresse qui reçoit les messages").fill(`http://127.0.0.1:${port}/semaine`);
  await page.getByRole("button", { name: "Créer le webhook" }).click();
  const field = page.getByLabel("Secret de Site de la CCI", { exact: true });
  await expect(field).toHaveValue(/^whsec_/);
  await expect(field).toBeFocused();
  const key = Buffer.from((await field.inputValue()).slice("whsec_".length), "base64");
  const verifies = ({ headers, body }: (typeof received)[number]) => {
    const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
    return headers["webhook-signature"] === `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
  };
  await page.getByRole("button", { name: "Il est rangé" }).click();

  await page.getByRole("button", { name: "Tester le webhook Site de la CCI" }).click();
  await expect(page.locator(".webhook__outcome")).toHaveText("pris");
  expect(told("webhook.test").map(verifies)).toEqual([true]);
  await page.getByRole("button", { name: "Envois du webhook Site de la CCI" }).click();
  // Beside the test, changes of other journeys may be sent.
  await expect(page.getByText(/^\d+\senvois? affichés?$/)).toBeVisible();
  await page.getByText("Requête et réponse").first().click();
  await expect(page.getByText("webhook-timestamp").first()).toBeVisible();
  await screen(page, "espace-partenaire-webhook");

  await page.getByRole("button", { name: "Mettre en pause le webhook Site de la CCI" }).click();
  await expect(page.getByText("en pause", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Relancer le webhook Site de la CCI" }).click();
  await expect(page.getByText("actif", { exact: true })).toBeVisible();

  const press = async (action: RegExp) => {
    const button = page.getByRole("button", { name: action });
    await button.click();
    await button.click();
  };
  await press(/Tout renvoyer au webhook/);
  await expect.poll(() => told("events.changed").length).toBeGreaterThan(0);
  expect(told("events.changed").every(verifies)).toBe(true);
  await press(/Fermer l’espace de/);
  await expect(page.getByText(/Espace fermé le/)).toBeVisible();
  await expect(page.getByRole("heading", { level: 2, name })).toBeFocused();
  await expect(page.getByText("arrêté : l’espace est fermé")).toBeVisible();
  await expect(page.getByRole("button", { name: "Créer le webhook" })).toHaveCount(0);
  await expect(page.getByRole("button", { name: /Relancer le webhook/ })).toHaveCount(0);
  await screen(page, "espace-partenaire-ferme");
  await press(/Supprimer le webhook Site de la CCI/);
  await expect(page.getByText("Cet espace n’a pas de webhook.")).toBeVisible();
  receiver.close();
  receiver.closeAllConnections();
});
