import { defineConfig } from "@playwright/test";

const { POSTERN_E2E_URL, POSTERN_E2E_BROWSER, PLAYWRIGHT_JSON_OUTPUT_FILE, CI } = process.env;

export default defineConfig({
  testDir: "e2e",
  // The browser tests share one sandbox, whose faults and call log are for all.
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(CI),
  reporter: PLAYWRIGHT_JSON_OUTPUT_FILE ? [["list"], ["json"]] : "list",
  use: {
    ...(POSTERN_E2E_URL ? { baseURL: POSTERN_E2E_URL } : {}),
    ...(POSTERN_E2E_BROWSER ? { launchOptions: { executablePath: POSTERN_E2E_BROWSER } } : {}),
    actionTimeout: 30_000,
    viewport: { width: 1280, height: 900 },
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
  },
});
