import { account, DEMO, enter, signInAs } from "../support/people.ts";
import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";

test("an administrator reads the mails sent by the platform", async ({ page, request }) => {
  const person = await account(request);
  await signInAs(page, DEMO.administrator);
  await page.getByRole("main").getByRole("link", { name: "Courriels" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Courriels" })).toBeVisible();

  // Other journeys send mails meanwhile: this one may be further down.
  const lines = page.locator(".outbox__line");
  await expect(lines.first()).toBeVisible();
  const mail = lines.filter({ hasText: person.email });
  while ((await mail.count()) === 0) {
    const before = await lines.count();
    await page.getByRole("button", { name: "Messages plus anciens" }).click();
    await expect.poll(() => lines.count()).toBeGreaterThan(before);
  }
  await mail.getByRole("link").or(mail.getByRole("button")).first().click();
  await expect(page.getByRole("link", { name: /\/verification\?jeton=/ })).toBeVisible();
  await screen(page, "courriels");
});

test("an organiser sees that a page requires another role", async ({ page, request }) => {
  await enter(page, await account(request));
  await page.goto("/labellisation");
  await expect(page.getByText("Cette page n’est pas ouverte à votre compte")).toBeVisible();
  await screen(page, "autre-role");
});
