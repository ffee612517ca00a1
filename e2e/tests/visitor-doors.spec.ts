import { chosen, found, queryParameters } from "../support/explorer.ts";
import { expect, test } from "../support/test.ts";

test("the home page opens the searches of the edition, with the number of events that each finds", async ({ page }) => {
  await page.goto("/");
  const doors = page.getByRole("navigation", { name: "Vous cherchez…" }).getByRole("link");
  await expect(doors).toHaveText([/^Pour ma classe/, /^Je cherche un métier/, /^En famille/, /^Depuis chez moi/]);

  const online = doors.last();
  await expect(online.locator(".kinds__count")).toHaveText(/^\d/);
  await online.focus();
  await page.keyboard.press("Enter");
  await expect(chosen(page)).toContainText("En ligne");
  await expect(found(page)).toBeVisible();
  await expect.poll(() => queryParameters(page)).toMatchObject({ attendance: "mixed,online" });
});
