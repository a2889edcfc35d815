import { defineConfig } from "vitest/config";

const never = ["**/node_modules/**", ".next*/**", ".postern/**", "e2e/**"];

// One new seed for each run; the processes of all projects inherit it.
process.env.POSTERN_TEST_SEED ||= String(Math.floor(Math.random() * 2 ** 31));

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // By itself vitest leaves one core to its own process, which has little to do: half of a machine with two.
    maxWorkers: "100%",
    setupFiles: ["scripts/test/vitest/seed.ts"],
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["**/*.test.{ts,tsx}"],
          exclude: [...never, "sandbox/**"],
          globalSetup: ["scripts/test/vitest/say-seed.ts"],
        },
      },
      {
        // Every file loads the SDK; they share nothing else, so one process serves them all.
        extends: true,
        test: {
          name: "sandbox",
          include: ["sandbox/**/*.test.ts"],
          exclude: [...never, "**/*.emulator.test.ts"],
          isolate: false,
        },
      },
      {
        // Starts LocalStack from the virtual environment that POSTERN_PYTHON_VENV names.
        extends: true,
        test: {
          name: "emulator",
          include: ["sandbox/**/*.emulator.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
