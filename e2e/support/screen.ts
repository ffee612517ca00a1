import { expect, type Page, test } from "@playwright/test";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";

/** WCAG 2.2, levels A and AA. */
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const AUDITED_PX = [360, 1280];
const SHOT_PX = [360, 768, 1440];

const axe = readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

type Violation = { id: string; help: string; nodes: { target: unknown; failureSummary?: string }[] };
type Axe = { run: (root: Document, options: object) => Promise<{ violations: Violation[] }> };

/**
 * Checks a screen against WCAG 2.2 AA on a phone and on a desktop: no violations, and no horizontal scrolling.
 * With `SHOTS=folder` it also stores a screenshot for each width.
 */
export async function screen(page: Page, name: string): Promise<void> {
  await test.step(`screen: ${name}`, async () => {
    const usual = page.viewportSize();
    for (const width of AUDITED_PX) {
      await show(page, width);
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect.soft(wider, `${name}: pixels outside a window of ${width}`).toBeLessThanOrEqual(0);
      expect.soft(await audit(page), `${name}: accessibility at ${width} pixels`).toEqual([]);
    }
    if (process.env.SHOTS) {
      for (const width of SHOT_PX) {
        await show(page, width);
        await page.screenshot({ path: join(process.env.SHOTS, `${name}-${width}.png`), fullPage: true });
      }
    }
    if (usual) await page.setViewportSize(usual);
  });
}

async function show(page: Page, width: number): Promise<void> {
  await page.setViewportSize({ width, height: 900 });
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
  await page.evaluate(async () => {
    await document.fonts.ready;
    // As the browser of a phone does, when it shows its keyboard.
    if (document.activeElement?.matches("input, textarea, select")) document.activeElement.scrollIntoView({ block: "center" });
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  });
}

/** Violations with their location and remedy. The content security policy stays in force. */
async function audit(page: Page): Promise<string[]> {
  const here = await page.evaluate(() => "axe" in globalThis);
  if (!here) await page.evaluate(await axe);
  const violations = await page.evaluate(async (tags) => {
    const { axe } = globalThis as unknown as { axe: Axe };
    const found = await axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] });
    return found.violations;
  }, TAGS);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help} at ${JSON.stringify(node.target)}: ${node.failureSummary ?? ""}`),
  );
}
