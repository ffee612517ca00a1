import { defineConfig } from "@playwright/test";
import usual from "../playwright.config.ts";

/** The measurements: one after the other, each with the machine to itself. */
export default defineConfig({
  ...usual,
  testDir: ".",
  testMatch: "*.bench.ts",
  globalSetup: "./support/report.ts",
  workers: 1,
  fullyParallel: false,
  // Half a million events take minutes to make and to read.
  timeout: 1_200_000,
});
