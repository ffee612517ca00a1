import { daysAfter, labelled, openEdition } from "../support/api.ts";
import { follow } from "../support/application.ts";
import { file, ownTitle, tuesday } from "../support/filing.ts";
import { account, DEMO, enter, enterAs, label, linkIn, mailTo, stranger } from "../support/people.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";

test("an organiser marks a labelled event as full, and the public page shows it", async ({ page, request, someoneElse }) => {
  const organiser = await account(request);
  const title = ownTitle("Visite de la verrerie");
  const id = await file(request, organiser, title);
  await label(request, id);
  await enter(page, organiser);
  await page.goto(`/mes-evenements/${id}`);

  await page.getByLabel("Situation de l’événement").selectOption({ label: "Complet" });
  await page.getByLabel("Message au public").fill("Toutes les places sont prises ; une liste d’attente est ouverte sur place.");
  await page.getByRole("button", { name: "Mettre à jour" }).click();
  await expect(page.getByText("La situation est mise à jour sur la page publique.")).toBeAttached();
  await screen(page, "situation-complet");

  await expect.poll(async () => (await labelled(request, title)).items.length).toBe(1);
  const [event] = (await labelled(request, title)).items;
  await expect.poll(async () => (await request.get(`/api/v1/catalogue/events/${id}`)).text()).toContain("une liste d’attente est ouverte");
  const visitor = await (await someoneElse()).newPage();
  await visitor.goto(`/evenements/${event?.edition}/${event?.slug}`);
  await expect(visitor.getByText("Toutes les places sont prises ; une liste d’attente est ouverte sur place.").last()).toBeVisible();
  await screen(visitor, "evenement-complet");
});

test("after the event the organiser reports on it, and the file has taken its last step", async ({ page, request }) => {
  const organiser = await account(request);
  const id = await file(request, organiser, ownTitle("Visite de la miroiterie"));
  await label(request, id);
  const edition = await openEdition(request);
  await enter(page, organiser);
  const read = page.waitForResponse((response) => response.url().endsWith(`/api/v1/events/${id}`));
  await page.goto(`/mes-evenements/${id}`);
  const event = await (await read).json();
  const steps = page.getByRole("list", { name: "Avancement du dossier" });
  await expect(steps).toContainText("Labellisé : fait");
  await expect(steps).toContainText("Bilan remis : à venir");
  await expect(page.getByRole("heading", { name: "Bilan", exact: true })).toBeHidden();

  // The clock of the server stands before the event, so that it would refuse: the answer is written here.
  await page.route(`**/api/v1/events/${id}/report`, async (route) => {
    const report = { ...route.request().postDataJSON(), reportedAt: new Date().toISOString() };
    await route.fulfill({ headers: { ETag: `"${event.version + 1}"` }, json: { ...event, version: event.version + 1, report } });
  });
  await page.clock.setFixedTime(new Date(`${daysAfter(tuesday(edition), 1)}T09:00:00Z`));
  await page.goto(`/mes-evenements/${id}`);
  await page.getByRole("button", { name: "Remettre le bilan" }).click();
  await expect(page.getByText("Choisissez une réponse.")).toBeVisible();
  await page.getByRole("radio", { name: "Oui, au moins en partie" }).check();
  await page.getByRole("button", { name: "Remettre le bilan" }).click();
  await expect(page.getByText("Indiquez un nombre, même approximatif.")).toBeVisible();
  await page.getByLabel("Participants accueillis").fill("1 250");
  await screen(page, "bilan");
  await page.getByRole("button", { name: "Remettre le bilan" }).click();
  await expect(page.getByText(/^Remis le .*1\s250 participants\.$/)).toBeVisible();
  await expect(steps).toContainText("Bilan remis : fait");
});

test("after the coordination revokes a label, the event is removed from the public pages and its own page says so", async ({ page, request, someoneElse }) => {
  const organiser = await account(request);
  const title = ownTitle("Visite de la tannerie");
  const id = await file(request, organiser, title);
  await label(request, id);
  await expect.poll(async () => (await labelled(request, title)).items.length).toBe(1);
  const [event] = (await labelled(request, title)).items;
  await enterAs(page, DEMO.coordinator);
  await page.goto(`/labellisation/${id}`);

  await page.getByRole("button", { name: "Retirer le label" }).click();
  const dialog = page.getByRole("dialog", { name: "Retirer le label ?" });
  await dialog.getByRole("button", { name: "Retirer le label" }).click();
  await expect(dialog.getByRole("alert")).toBeVisible();
  await dialog.getByLabel("Raison du retrait du label").fill("L’entrée s’est révélée payante.");
  await screen(page, "retirer-le-label");
  await dialog.getByRole("button", { name: "Retirer le label" }).click();
  await expect(page.getByText("Le label a été retiré.").first()).toBeVisible();
  await expect.poll(async () => (await labelled(request, title)).items).toEqual([]);

  const visitor = await (await someoneElse()).newPage();
  await visitor.goto(`/evenements/${event?.edition}/${event?.slug}`);
  await expect(visitor.getByRole("heading", { level: 1 })).toHaveText(/n’est plus/);
  await screen(visitor, "evenement-retire");
  await visitor.goto("/participer");
  await follow(visitor, `/evenements/${event?.edition}/${event?.slug}`);
  await expect(visitor.getByRole("heading", { level: 1, name: /n’est plus/ })).toBeFocused();
  const theirs = await (await someoneElse()).newPage();
  await enter(theirs, organiser);
  await theirs.goto(`/mes-evenements/${id}`);
  await expect(theirs.getByText("L’entrée s’est révélée payante.").first()).toBeVisible();
  await screen(theirs, "dossier-label-retire");
});

test("duplicating an event submission copies its texts into a draft without dates", async ({ page, request }) => {
  const organiser = await account(request);
  const title = ownTitle("Visite de la filature");
  await file(request, organiser, title);
  await enter(page, organiser);
  await page.goto("/mes-evenements");

  await page.getByRole("button", { name: `Dupliquer « ${title} »` }).click();
  await expect(page.getByText("Le dossier est dupliqué : voici le nouveau brouillon, sans dates.")).toBeAttached();
  await page.getByRole("navigation", { name: "Étapes du dossier" }).getByRole("link", { name: "Événement" }).click();
  await expect(page.getByLabel("Titre", { exact: true })).toHaveValue(title);
  await page.getByRole("navigation", { name: "Étapes du dossier" }).getByRole("link", { name: "Dates et lieu" }).click();
  await expect(page.getByLabel("Code postal")).toHaveValue("69100");
  await expect(page.getByRole("group", { name: /^Séance/ })).toHaveCount(1);
  await expect(page.getByRole("group", { name: "Séance 1" }).getByLabel("Jour")).toHaveValue("");
  await screen(page, "dossier-duplique");
});

test("the verification mail can be sent again", async ({ page, request }) => {
  const person = stranger();
  expect((await request.post("/api/v1/accounts", { data: person })).status()).toBe(202);
  const first = await mailTo(request, person.email, /./);
  await enter(page, person);
  await page.goto("/mes-evenements");
  await expect(page.getByText("Vérifiez votre adresse")).toBeVisible();
  await page.getByRole("button", { name: "Renvoyer le message" }).click();
  await expect(page.getByText(`Un nouveau lien est parti à l’adresse ${person.email}`)).toBeVisible();
  await screen(page, "adresse-a-verifier");

  await expect.poll(() => mailTo(request, person.email, /./)).not.toBe(first);
  await page.goto(linkIn(await mailTo(request, person.email, /./), "/verification"));
  await page.getByRole("button", { name: "Continuer" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Mes événements" })).toBeFocused();
  await expect(page.getByRole("button", { name: "Déposer un événement" })).toBeVisible();
  await expect(page.getByText("Vérifiez votre adresse")).toBeHidden();
});
