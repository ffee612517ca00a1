import { screen } from "../support/screen.ts";
import { expect, test } from "../support/test.ts";

test("the home page shows events near the commune that somebody types", async ({ page }) => {
  await page.goto("/");
  const field = page.getByRole("combobox", { name: "Votre commune ou son code postal" });
  await field.focus();
  await expect(page.locator("html")).toHaveAttribute("data-ready", "app");
  await field.fill("Vénissieux");
  await field.press("Enter");

  await expect(page).toHaveURL(/[?]commune=69259#pres-de-chez-vous$/);
  const near = page.getByRole("region", { name: /^Près de chez vous/ });
  await expect(near).toContainText("30 km au plus de Vénissieux (69)");
  await screen(page, "accueil-pres-de-chez-vous");

  // The commune stays in the address while the application leads away and back.
  await page.getByRole("link", { name: "Tous les partenaires" }).click();
  await expect(page).toHaveURL(/\/partenaires$/);
  await page.goBack();
  await expect(page).toHaveURL(/[?]commune=69259/);
  await expect(near).toContainText("Vénissieux (69)");
});
