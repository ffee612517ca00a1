import { labelled } from "../support/api.ts";
import { ARCHIVE, cards } from "../support/explorer.ts";
import { file, ownTitle } from "../support/filing.ts";
import { withoutMap } from "../support/no-map.ts";
import { account, label } from "../support/people.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";

const SERVICES = ["Google Agenda", "Outlook.com", "Outlook (Microsoft 365)", "Apple Calendrier et autres"];

test("an event and each of its dates are added to a calendar by keyboard, with and without scripts", async ({ page, request, browser, baseURL, extraHTTPHeaders }) => {
  const title = ownTitle("Visite de la verrerie");
  await label(request, await file(request, await account(request), title, { occurrences: 2 }));
  await expect.poll(async () => (await labelled(request, title)).items.length).toBe(1);
  const [event] = (await labelled(request, title)).items;
  const path = `/evenements/${event?.edition}/${event?.slug}`;
  const bare = await browser.newContext({ javaScriptEnabled: false, baseURL, extraHTTPHeaders });
  const served = await bare.newPage();
  await served.goto(path);
  await page.goto(path);

  for (const one of [served, page]) {
    const whole = one.locator(".event__ways .agenda");
    await whole.locator("summary").press("Enter");
    for (const name of [...SERVICES, "Fichier ICS"]) await expect(whole.getByRole("link", { name, exact: true })).toBeVisible();
    await one.keyboard.press("Tab");
    await expect(whole.getByRole("link", { name: "Google Agenda" })).toBeFocused();
    const webcal = await whole.getByRole("link", { name: "Apple Calendrier et autres" }).getAttribute("href");
    expect(webcal).toMatch(/^webcal:\/\/.+\/calendar\.ics$/);

    const dates = one.locator(".times__item .agenda");
    await expect(dates).toHaveCount(2);
    const second = dates.nth(1);
    await second.locator("summary").press("Enter");
    await expect(second.getByRole("link", { name: "Fichier ICS" })).toBeVisible();
    // One menu is open at a time.
    await expect(whole.getByRole("link", { name: "Google Agenda" })).toBeHidden();
    const calendar = await request.get((await second.getByRole("link", { name: "Fichier ICS" }).getAttribute("href")) ?? "");
    const text = (await calendar.text()).replaceAll("\r\n ", "");
    expect(text.match(/BEGIN:VEVENT/g)).toHaveLength(1);
    const begin = await one.locator(".times__item time").nth(1).getAttribute("datetime");
    const compact = new Date(begin ?? "").toISOString().replace(/[-:]|\.000/g, "");
    const google = new URL((await second.getByRole("link", { name: "Google Agenda" }).getAttribute("href")) ?? "");
    expect(google.searchParams.get("text")).toBe(title);
    expect(google.searchParams.get("dates")).toMatch(new RegExp(`^${compact}/`));
  }
  await screen(page, "evenement-agenda");
  await bare.close();
});

test("a search and the favourites are subscribed to", async ({ page, request }) => {
  await withoutMap(page);
  const search = `edition=${ARCHIVE}&region=84`;
  const html = await (await request.get(`/evenements?${search}`)).text();
  await page.goto(`/evenements?${search}`);
  await page.getByText("Emporter cette liste").click();
  for (const name of SERVICES) {
    const link = page.getByRole("link", { name, exact: true });
    await expect(link).toBeVisible();
    // The server-rendered page has the same address.
    expect(html.replaceAll("&#38;", "&")).toContain(`href="${await link.getAttribute("href")}"`);
  }
  await screen(page, "explorateur-abonnement");

  await cards(page).first().getByRole("button", { name: /^Favori/ }).click();
  await page.goto("/favoris");
  await page.locator("summary").filter({ hasText: "S’abonner dans un agenda" }).press("Enter");
  const webcal = page.getByRole("link", { name: "Apple Calendrier et autres" });
  await expect(webcal).toHaveAttribute("href", /^webcal:\/\/.+\/events\.ics\?id=[0-9a-f-]{36}$/);
});
