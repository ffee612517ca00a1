import { announced, ARCHIVE, cards, chosen, filters, formatted, found, LABELLED_2018, openFilter, queryParameters, total } from "../support/explorer.ts";
import { withoutMap } from "../support/no-map.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";

const LYON = { longitude: 4.8357, latitude: 45.764 };

test("the count of each filter value matches the number of events found", async ({ page }) => {
  await withoutMap(page);
  await page.goto(`/evenements?edition=${ARCHIVE}&region=84`);
  const visits = await total(page, `edition=${ARCHIVE}&region=84&kind=company_visit`);
  const elsewhere = await total(page, `edition=${ARCHIVE}&region=11`);

  await openFilter(page, "Type d’événement");
  const kind = page.getByRole("checkbox", { name: "Visite d’entreprise" });
  await expect(kind).toHaveAccessibleName(new RegExp(`, ${formatted(visits).replace(/\s/g, "\\s")}\\sévénements?$`));
  await screen(page, "explorateur-facettes");
  await kind.check();
  await expect(found(page)).toHaveText(announced(visits));

  // A filter does not affect its own counts, which show what choosing another value would find.
  await page.goto(`/evenements?edition=${ARCHIVE}&region=84`);
  await openFilter(page, "Région et département");
  await expect(page.getByRole("checkbox", { name: "Île-de-France" })).toHaveAccessibleName(
    new RegExp(`, ${formatted(elsewhere).replace(/\s/g, "\\s")}\\sévénements?$`),
  );
});

test("a filter value without events can be chosen", async ({ page }) => {
  await withoutMap(page);
  await page.goto(`/evenements?edition=${ARCHIVE}`);
  await openFilter(page, "Quand");
  const today = page.getByRole("radio", { name: "Aujourd’hui" });
  await today.check();
  await expect(page).toHaveURL(/when=today/);
  await expect(page.getByText("Aucun événement ne correspond")).toBeVisible();
  await expect(chosen(page)).toContainText("Aujourd’hui");
  await page.keyboard.press("Escape");
  await chosen(page).getByRole("button", { name: "Retirer le filtre : Aujourd’hui" }).click();
  await expect(cards(page).first()).toBeVisible();
});

test("a day is chosen in a calendar, by one entry of the history", async ({ page }) => {
  await withoutMap(page);
  await page.goto(`/evenements?edition=${ARCHIVE}`);
  await openFilter(page, "Quand");
  const calendar = page.getByRole("grid", { name: "Un jour" });
  const monday = calendar.getByRole("button", { name: /^lundi 26\smars\s2018, .*, semaine de l’édition$/ });
  const tuesday = calendar.getByRole("button", { name: /^mardi 27\smars\s2018, / });
  await screen(page, "explorateur-jours");
  await monday.focus();
  await page.keyboard.press("ArrowRight");
  await expect(tuesday).toBeFocused();
  await page.keyboard.press("ArrowLeft");
  await expect(page).not.toHaveURL(/from=/);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/from=2018-03-26&to=2018-03-26/);
  await expect(monday).toHaveAttribute("aria-pressed", "true");
  await expect(monday).toBeFocused();
  await expect(found(page)).toHaveText(announced(await total(page, `edition=${ARCHIVE}&from=2018-03-26&to=2018-03-26`)));

  await page.goBack();
  await expect.poll(() => queryParameters(page)).toEqual({ edition: ARCHIVE });
  await expect(monday).toHaveAttribute("aria-pressed", "false");
  await tuesday.click();
  await expect(chosen(page)).toContainText("le 27\u00a0mars");
  await tuesday.click();
  await expect(page).not.toHaveURL(/from=/);
});

test("a search in a commune widens to a radius, with the nearest events first", async ({ page }) => {
  await withoutMap(page);
  await page.goto(`/evenements?edition=${ARCHIVE}`);
  const place = page.getByRole("combobox", { name: /^Quoi, où/ });
  await place.fill("villeurb");
  await expect(page.getByRole("option", { name: /Villeurbanne/ })).toBeVisible();
  await place.press("ArrowDown");
  await expect(place).toHaveAttribute("aria-activedescendant", /./);
  await place.press("Enter");

  await expect(page).toHaveURL(/commune=69266/);
  await expect(found(page)).toHaveText(announced(await total(page, `edition=${ARCHIVE}&commune=69266`)));
  await expect(chosen(page)).toContainText("Villeurbanne (69)");
  await expect(page.getByLabel("Rayon")).toHaveValue("commune");

  await page.getByLabel("Rayon").selectOption({ label: "20 km" });
  await expect(page).toHaveURL(/near=/);
  await expect.poll(() => queryParameters(page)).toMatchObject({ radius: "20000", sort: "distance", edition: ARCHIVE });
  const near = queryParameters(page).near ?? "";
  await expect(found(page)).toHaveText(announced(await total(page, `edition=${ARCHIVE}&near=${near}&radius=20000`)));
  await expect(chosen(page)).toContainText("à moins de 20 km de Villeurbanne (69)");
  await expect(page.getByLabel("Trier par")).toHaveValue("distance");
  await screen(page, "explorateur-commune");

  await page.getByLabel("Rayon").selectOption({ label: "50 km" });
  const wider = await total(page, `edition=${ARCHIVE}&near=${near}&radius=50000`);
  await expect(found(page)).toHaveText(announced(wider));
  await page.reload();
  await expect(found(page)).toHaveText(announced(wider));
  await expect(chosen(page)).toContainText("à moins de 50 km de Villeurbanne (69)");

  await page.goBack();
  await expect(chosen(page)).toContainText("à moins de 20 km");
  await chosen(page).getByRole("button", { name: /Villeurbanne/ }).click();
  await expect.poll(() => queryParameters(page)).toEqual({ edition: ARCHIVE });
  await expect(place).toHaveValue("");
});

test("one field proposes words, territories and communes, and what is chosen becomes a filter", async ({ page }) => {
  await withoutMap(page);
  await page.goto(`/evenements?edition=${ARCHIVE}`);
  const field = page.getByRole("combobox", { name: /^Quoi, où/ });
  await field.fill("visite");
  await expect(page).toHaveURL(/q=visite/);
  await expect(page.getByRole("option", { name: /^Visite d’entreprise\s*Type d’événement$/ })).toBeVisible();
  await screen(page, "explorateur-propositions");
  await field.fill("rhône");
  await page.getByRole("option", { name: /^Rhône \(69\)\s*Département$/ }).click();
  await expect(field).toHaveValue("");
  await expect(field).toBeFocused();
  await expect(page).toHaveURL(/department=69$/);
  await expect(chosen(page)).toContainText("Rhône");
  await expect.poll(() => queryParameters(page)).toEqual({ edition: ARCHIVE, department: "69" });
  await expect(found(page)).toHaveText(announced(await total(page, `edition=${ARCHIVE}&department=69`)));
});

test("an organiser is proposed by its name, and choosing it shows its events", async ({ page }) => {
  const answer = await page.request.get(`/api/v1/catalogue/organisers?q=ateliers&edition=${ARCHIVE}&limit=1`);
  const [organiser] = (await answer.json()) as [{ value: string; name: string; count: number }];
  await withoutMap(page);
  await page.goto(`/evenements?edition=${ARCHIVE}`);
  const field = page.getByRole("combobox", { name: /^Quoi, où/ });
  await field.fill(organiser.name);
  await page.getByRole("option", { name: organiser.name }).filter({ hasText: /Organisateur$/ }).first().click();

  await expect(field).toHaveValue("");
  await expect(page).toHaveURL(new RegExp(`organiser=${organiser.value}$`));
  await expect(found(page)).toHaveText(announced(organiser.count));
  await expect(chosen(page)).toContainText(organiser.name);
  await expect.poll(() => queryParameters(page)).toEqual({ edition: ARCHIVE, organiser: organiser.value });
});

test("with permission, a search around the user rounds the position in the URL to a kilometre", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL, geolocation: LYON, permissions: ["geolocation"], locale: "fr-FR", viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await withoutMap(page);
  await page.goto(`/evenements?edition=${ARCHIVE}`);
  await page.getByRole("button", { name: "Autour de moi" }).click();
  await expect(page).toHaveURL(/near=4\.84%2C45\.76|near=4\.84,45\.76/);
  await expect(page.getByText("Position trouvée, arrondie au kilomètre")).toBeVisible();
  await expect(chosen(page)).toContainText(/à moins de 20\skm de Lyon/);
  await context.close();
});

test("without permission, a search around the user shows a message with an alternative", async ({ page }) => {
  await withoutMap(page);
  await page.goto(`/evenements?edition=${ARCHIVE}`);
  await page.getByRole("button", { name: "Autour de moi" }).click();
  await expect(page.getByRole("alert")).toHaveText(/La position n’a pas été autorisée\. .*saisissez une commune/);
  await screen(page, "explorateur-sans-position");
});

test("forty filters at once are all shown, and each can be removed", async ({ page }) => {
  await withoutMap(page);
  const codes = Array.from({ length: 40 }, (_, at) => String(21 + at));
  await page.goto(`/evenements?edition=${ARCHIVE}&department=${codes.join(",")}`);
  await expect(found(page)).toHaveText(announced(await total(page, `edition=${ARCHIVE}&department=${codes.join(",")}`)));
  const remove = chosen(page).getByRole("button", { name: /^Retirer le filtre/ });
  await expect(remove).toHaveCount(40);
  await screen(page, "explorateur-quarante-filtres");
  await remove.first().click();
  await expect(remove).toHaveCount(39);
  await expect(found(page)).toHaveText(announced(await total(page, `edition=${ARCHIVE}&department=${codes.slice(1).join(",")}`)));
});

test("a position thousands of kilometres away is taken for an error of the device", async ({ context, page }) => {
  await withoutMap(page);
  await context.grantPermissions(["geolocation"]);
  await context.setGeolocation({ longitude: -30, latitude: 25 });
  await page.goto(`/evenements?edition=${ARCHIVE}`);
  await page.getByRole("button", { name: "Autour de moi" }).click();
  await expect(page.getByRole("alert")).toHaveText(/loin de la France\. .*saisissez une commune/);
  await expect.poll(() => queryParameters(page)).toEqual({ edition: ARCHIVE });
});

test("a position that comes late does not replace the place chosen meanwhile", async ({ page }) => {
  await withoutMap(page);
  await page.addInitScript((coords) => {
    navigator.geolocation.getCurrentPosition = (found) => {
      addEventListener("late-position", () => found({ coords } as GeolocationPosition));
    };
  }, LYON);
  await page.goto(`/evenements?edition=${ARCHIVE}`);
  const around = page.getByRole("button", { name: "Autour de moi" });
  await around.click();
  await expect(around).toHaveAttribute("aria-busy", "true");
  await page.getByRole("combobox", { name: /^Quoi, où/ }).fill("rhône");
  await page.getByRole("option", { name: /^Rhône \(69\)\s*Département$/ }).click();
  await expect(page).toHaveURL(/department=69$/);
  await page.evaluate(() => dispatchEvent(new Event("late-position")));
  await expect(around).not.toHaveAttribute("aria-busy", "true");
  await expect.poll(() => queryParameters(page)).toEqual({ edition: ARCHIVE, department: "69" });
});

test("results of a text search are sorted by relevance, and the order can be changed", async ({ page }) => {
  await withoutMap(page);
  await page.goto(`/evenements?edition=${ARCHIVE}&q=soudure`);
  const sort = page.getByLabel("Trier par");
  await expect(sort).toHaveValue("relevance");
  await expect(sort.getByRole("option")).toHaveText(["Prochaine séance", "Pertinence"]);
  await sort.selectOption("next");
  await expect(page).toHaveURL(/sort=next/);
  await page.getByRole("combobox", { name: /^Quoi, où/ }).fill("");
  await expect(page).not.toHaveURL(/q=/);
  await expect(sort.getByRole("option")).toHaveText(["Prochaine séance"]);
});

test("the printed page shows only the list, with the filters as a sentence", async ({ page }) => {
  await page.goto(`/evenements?edition=${ARCHIVE}&region=84&kind=company_visit`);
  await expect(cards(page).first()).toBeVisible();
  await page.emulateMedia({ media: "print" });
  await expect(page.getByText("Filtres : Auvergne-Rhône-Alpes · Visite d’entreprise")).toBeVisible();
  await expect(filters(page)).toBeHidden();
  await expect(chosen(page)).toBeHidden();
  await expect(cards(page).first()).toBeVisible();
  await expect(page.locator("canvas")).toBeHidden();
});

test("at 200 % zoom all content is available", async ({ page }) => {
  // A window of 1280 pixels at 200 % is 640 CSS pixels wide.
  await page.setViewportSize({ width: 640, height: 450 });
  await page.goto(`/evenements?edition=${ARCHIVE}`);
  await page.getByRole("button", { name: /^Filtres/ }).click();
  await openFilter(page, "Type d’événement");
  await page.getByRole("checkbox", { name: "Visite d’entreprise" }).check();
  await expect(page).toHaveURL(/kind=company_visit/);
  await page.getByRole("dialog", { name: "Filtres" }).getByRole("button", { name: "Fermer" }).click();
  await expect(chosen(page)).toContainText("Visite d’entreprise");
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wider).toBeLessThanOrEqual(0);
});

test("a misspelt search leads to one that finds events, with and without scripts", async ({ page, browser, baseURL, extraHTTPHeaders }) => {
  await withoutMap(page);
  const search = `edition=${ARCHIVE}&q=soudaagge`;
  const bare = await browser.newContext({ javaScriptEnabled: false, baseURL, extraHTTPHeaders });
  const served = await bare.newPage();
  await served.goto(`/evenements?${search}`);
  await page.goto(`/evenements?${search}`);
  await screen(page, "explorateur-vouliez-vous-dire");

  for (const one of [served, page]) {
    const meant = one.getByRole("link", { name: /^Vouliez-vous dire «\ssoudage\s»\s\?$/ });
    await expect(meant).toBeVisible();
    await meant.click();
    await expect(one).toHaveURL(/q=soudage&edition=/);
    await expect(one.getByRole("article").first()).toBeVisible();
    await expect(one.locator("input[name=q]")).toHaveValue("soudage");
  }
  await bare.close();
});

test("the number of events follows the search after a translation service has replaced the texts", async ({ page }) => {
  await withoutMap(page);
  await page.goto(`/evenements?edition=${ARCHIVE}`);
  await expect(found(page)).toHaveText(announced(LABELLED_2018));
  const shown = page.locator(".explorer__count");
  for (const line of [shown, found(page)]) {
    await line.evaluate((element) => {
      for (const text of Array.from(element.childNodes)) {
        const translated = document.createElement("font");
        translated.textContent = text.textContent;
        text.replaceWith(translated);
      }
    });
  }
  await page.getByRole("combobox", { name: /^Quoi, où/ }).fill("soudure");
  await expect(page).toHaveURL(/q=soudure/);
  const count = announced(await total(page, `edition=${ARCHIVE}&q=soudure`));
  await expect(shown).toHaveText(count);
  await expect(found(page)).toHaveText(count);
});
