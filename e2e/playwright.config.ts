import { defineConfig } from "@playwright/test";
import { existsSync } from "node:fs";

const browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** `CHROMIUM` selects another browser than the system's. */
const executablePath = process.env.CHROMIUM || browsers.find((path) => existsSync(path));

export default defineConfig({
  testDir: "tests",
  globalSetup: "./support/server.ts",
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  // A gate of 260 journeys in a real browser is not lost to one that stumbles: the run lists each that passed only at the second try.
  retries: process.env.CI ? 1 : 0,
  reporter: [["list"]],
  // Bounds against hanging, far above what the slowest machine needs; no test waits longer than needed.
  timeout: 600_000,
  expect: { timeout: 60_000 },
  use: {
    locale: "fr-FR",
    timezoneId: "Europe/Paris",
    viewport: { width: 1280, height: 900 },
    actionTimeout: 60_000,
    navigationTimeout: 120_000,
    // Every browser starts with an empty cache; tests/offline.spec.ts covers the service worker.
    serviceWorkers: "block",
    contextOptions: { reducedMotion: "reduce" },
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath,
      args: [
        "--no-sandbox",
        "--lang=fr-FR",
        "--disable-gpu",
        "--use-angle=swiftshader",
        "--enable-unsafe-swiftshader",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
      ],
    },
  },
});
