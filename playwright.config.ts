import { defineConfig } from "@playwright/test";

const { POSTERN_E2E_URL, POSTERN_E2E_BROWSER, PLAYWRIGHT_TRACE, PLAYWRIGHT_PICTURES, PLAYWRIGHT_JSON_OUTPUT_FILE, CI } =
  process.env;

export default defineConfig({
  testDir: "e2e",
  // The browser tests share one sandbox, whose faults and call log are for all.
  workers: 1,
  timeout: 120_000,
  // Ids and addresses differ from one account to the next.
  expect: { timeout: 15_000, toHaveScreenshot: { maxDiffPixelRatio: 0.03 } },
  snapshotPathTemplate: "docs/tour/{arg}{ext}",
  updateSnapshots: PLAYWRIGHT_PICTURES ? "all" : "none",
  forbidOnly: Boolean(CI),
  reporter: PLAYWRIGHT_JSON_OUTPUT_FILE ? [["list"], ["json"]] : "list",
  use: {
    ...(POSTERN_E2E_URL ? { baseURL: POSTERN_E2E_URL } : {}),
    ...(POSTERN_E2E_BROWSER ? { launchOptions: { executablePath: POSTERN_E2E_BROWSER } } : {}),
    actionTimeout: 30_000,
    viewport: { width: 1280, height: 900 },
    // Without a graphics card each frame of an animation and of a trace is drawn by the processor: half of a test's time.
    contextOptions: { reducedMotion: "reduce" },
    screenshot: "only-on-failure",
    trace: PLAYWRIGHT_TRACE ? "retain-on-failure" : "off",
  },
});
