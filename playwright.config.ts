import { defineConfig } from "@playwright/test";

/** A stack for each worker: their tests would see each other's faults and calls in one sandbox. */
const stacks: Record<string, string>[] = JSON.parse(process.env.POSTERN_E2E_STACKS ?? "[{}]");
Object.assign(process.env, stacks[Number(process.env.TEST_PARALLEL_INDEX ?? 0)]);

const { POSTERN_E2E_URL, POSTERN_E2E_BROWSER, PLAYWRIGHT_JSON_OUTPUT_FILE, CI } = process.env;

export default defineConfig({
  testDir: "e2e",
  workers: stacks.length,
  // The unit tests run at the same time, on the same cores.
  timeout: 240_000,
  expect: { timeout: 30_000 },
  forbidOnly: Boolean(CI),
  reporter: PLAYWRIGHT_JSON_OUTPUT_FILE ? [["list"], ["json"]] : "list",
  use: {
    ...(POSTERN_E2E_URL ? { baseURL: POSTERN_E2E_URL } : {}),
    ...(POSTERN_E2E_BROWSER ? { launchOptions: { executablePath: POSTERN_E2E_BROWSER } } : {}),
    actionTimeout: 60_000,
    viewport: { width: 1280, height: 900 },
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
  },
});
