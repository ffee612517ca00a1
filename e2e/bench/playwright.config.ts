import { defineConfig } from "@playwright/test";
import usual from "../playwright.config.ts";

/** The benchmarks run one after the other, so that none shares the machine. */
export default defineConfig({
  ...usual,
  testDir: ".",
  testMatch: "*.bench.ts",
  globalSetup: "./support/report.ts",
  workers: 1,
  fullyParallel: false,
  // Half a million events take minutes to generate and load.
  timeout: 1_200_000,
});
