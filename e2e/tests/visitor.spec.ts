import { type Edition, read } from "../support/api.ts";
import { announced, cards, chosen, found, LABELLED_2018, list, map, openFilter, total } from "../support/explorer.ts";
import { withoutMap } from "../support/no-map.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";

const ARA = "84";

test("a visitor filters events, opens one and returns to the same view", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByText(/événements? labellisés? à ce jour/)).toBeVisible();
  await screen(page, "accueil");

  await page.getByRole("link", { name: "Explorer la carte des événements" }).click();
  await expect(found(page)).toHaveText(/^\d+\sévénements?$/);
  await expect(cards(page).first()).toBeVisible();
  await expect(map(page).locator("canvas")).toBeVisible();
  await screen(page, "explorateur");

  // Counts are compared in the edition that no other test changes.
  const archive = await read<Edition>(page.request, "/api/v1/editions/2018");
  await page.getByLabel("Édition", { exact: true }).selectOption({ label: archive.name });
  await expect(found(page)).toHaveText(announced(LABELLED_2018));
  await openFilter(page, "Région et département");
  await page.getByRole("checkbox", { name: "Auvergne-Rhône-Alpes" }).check();
  await openFilter(page, "Type d’événement");
  await page.getByRole("checkbox", { name: "Visite d’entreprise" }).check();
  await openFilter(page, "Format");
  await page.getByRole("group", { name: "Sur place ou en ligne" }).getByRole("checkbox", { name: /^Sur place\s*,/ }).check();
  await page.getByRole("combobox", { name: /^Quoi, où/ }).fill("visite");
  await expect(page).toHaveURL(/[?&]q=visite/);
  const query = `edition=2018&q=visite&region=${ARA}&kind=company_visit&attendance=on_site`;
  const some = await total(page, query);
  expect(some).toBeGreaterThan(0);
  expect(some).toBeLessThan(LABELLED_2018);
  await expect(found(page)).toHaveText(announced(some));
  await expect(chosen(page)).toContainText("Auvergne-Rhône-Alpes");
  await expect(chosen(page)).toContainText("Visite d’entreprise");
  await screen(page, "explorateur-filtre");

  const address = new URL(page.url());
  expect(Object.fromEntries(address.searchParams)).toMatchObject({ edition: "2018", q: "visite", region: ARA, kind: "company_visit" });
  await page.reload();
  await expect(found(page)).toHaveText(announced(some));
  await expect(page.getByRole("combobox", { name: /^Quoi, où/ })).toHaveValue("visite");

  const first = cards(page).first().getByRole("link");
  const title = (await first.textContent()) ?? "";
  await first.click();
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeFocused();
  await page.goBack();
  await expect(page).toHaveURL(address.href);
  await expect(found(page)).toHaveText(announced(some));

  await chosen(page).getByRole("button", { name: /^Retirer le filtre : Auvergne/ }).click();
  await expect(page).not.toHaveURL(/region=/);
  await page.getByRole("button", { name: "Tout effacer" }).click();
  await expect(found(page)).toHaveText(announced(LABELLED_2018));
});

test("a search without results shows a message with an alternative", async ({ page }) => {
  await withoutMap(page);
  await page.goto("/evenements?q=introuvable-nulle-part");
  await expect(page.getByText("Aucun événement ne correspond")).toBeVisible();
  await screen(page, "explorateur-vide");
  await list(page).getByRole("button", { name: "Tout effacer" }).click();
  await expect(cards(page).first()).toBeVisible();
});

test("the archived edition of 2018 shows its 2 918 labelled events", async ({ page }) => {
  await page.goto("/evenements?edition=2018");
  await expect(found(page)).toHaveText(announced(LABELLED_2018));
  await expect(map(page).locator("canvas")).toBeVisible();
  const before = await cards(page).count();
  await page.getByRole("button", { name: "Afficher plus d’événements" }).click();
  await expect(cards(page).nth(before).getByRole("link")).toBeFocused();
  await screen(page, "explorateur-2018");
});

test("without WebGL, the list is usable on its own", async ({ page }) => {
  await page.addInitScript(() => {
    HTMLCanvasElement.prototype.getContext = () => null;
  });
  await page.goto("/evenements");
  await expect(page.getByText("Votre navigateur ne peut pas afficher la carte")).toBeVisible();
  await expect(cards(page).first()).toBeVisible();
  await screen(page, "explorateur-sans-carte");
});

test("an event can be reached by keyboard alone", async ({ page }) => {
  await page.goto("/evenements?edition=2018");
  await expect(cards(page).first()).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Aller au contenu" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();

  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Voir l’édition en cours" })).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("combobox", { name: /^Quoi, où/ })).toBeFocused();
  const link = cards(page).first().getByRole("link");
  for (let stops = 0; stops < 30; stops += 1) {
    if (await link.evaluate((element) => element === document.activeElement)) break;
    await page.keyboard.press("Tab");
  }
  await expect(link).toBeFocused();
  const title = (await link.textContent()) ?? "";
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeFocused();
});

test("on a phone, the user can switch between list and map", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto("/evenements");
  await expect(cards(page).first()).toBeVisible();
  await expect(page.locator("canvas")).toHaveCount(0);

  await page.getByRole("button", { name: "Voir la carte" }).click();
  await expect(map(page).locator("canvas")).toBeVisible();
  await expect(cards(page).first()).toBeHidden();
  await expect(page).toHaveURL(/\?vue=carte$/);
  await screen(page, "telephone-carte");
  await page.goBack();
  await expect(cards(page).first()).toBeVisible();
  await expect(page).not.toHaveURL(/vue=/);
  await page.goForward();
  await expect(map(page).locator("canvas")).toBeVisible();

  await page.getByRole("button", { name: "Voir la liste" }).click();
  await expect(cards(page).first()).toBeVisible();
  await page.getByRole("button", { name: "Menu" }).click();
  await expect(page.getByRole("banner").getByRole("link", { name: "Participer" })).toBeVisible();
  await screen(page, "telephone-menu");
});

test("an unknown URL shows a message", async ({ page }) => {
  await page.goto("/nulle-part");
  await expect(page.getByRole("heading", { level: 1, name: "Cette page n’existe pas" })).toBeVisible();
  await screen(page, "page-inconnue");
  await page.goto("/evenements/2018/cet-evenement-n-existe-pas");
  await expect(page.getByRole("heading", { level: 1, name: "Cet événement n’existe pas" })).toBeVisible();
  await screen(page, "evenement-inconnu");
});

test.describe("with the service worker", () => {
  test.use({ serviceWorkers: "allow" });

  test("every public page loads without console messages", async ({ page }) => {
    const words: string[] = [];
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type()) && !/GPU stall due to ReadPixels/.test(message.text())) words.push(message.text());
    });
    const elsewhere: string[] = [];
    page.on("request", (request) => {
      const { origin, protocol } = new URL(request.url());
      if (protocol.startsWith("http") && origin !== new URL(page.url()).origin && page.url() !== "about:blank") elsewhere.push(request.url());
    });
    const seenElsewhere = ["/", "/evenements", "/connexion", "/inscription", "/mot-de-passe-oublie"];
    const onlyHere = ["/participer", "/mode-d-emploi", "/verifier", "/accessibilite", "/mentions-legales"];
    for (const path of [...seenElsewhere, ...onlyHere]) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      if (path === "/evenements") await expect(map(page).locator("canvas")).toBeVisible();
      await page.waitForLoadState("networkidle");
      const footer = page.getByRole("contentinfo");
      await expect(footer.getByRole("link", { name: "Vérifier un certificat" })).toHaveAttribute("href", "/verifier");
      if (onlyHere.includes(path)) await screen(page, path.slice(1));
    }
    expect(words).toEqual([]);
    expect(elsewhere).toEqual([]);
  });
});

test.describe("in a dark scheme", () => {
  test.use({ colorScheme: "dark" });

  test("pages are dark and readable, and the map stays light", async ({ page }) => {
    const { items } = await (await page.request.get("/api/v1/catalogue/events?edition=2018&attendance=on_site&limit=1")).json();
    const pages = { accueil: "/", explorateur: "/evenements?edition=2018", evenement: `/evenements/2018/${items[0].slug}`, participer: "/participer", connexion: "/connexion", favoris: "/favoris" };
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expect(page.locator("body")).toHaveCSS("background-color", "rgb(22, 19, 42)");
      await screen(page, `sombre-${name}`);
      if (name !== "explorateur") continue;
      const light = await page.locator(".explorer__map .map").evaluate((element) => getComputedStyle(element).getPropertyValue("--color-paper").trim());
      expect(light).toBe("#ffffff");
    }
  });
});
