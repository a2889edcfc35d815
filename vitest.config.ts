import { defineConfig } from "vitest/config";

const never = ["**/node_modules/**", ".next*/**", ".postern/**", "e2e/**"];

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: { name: "unit", include: ["**/*.test.{ts,tsx}"], exclude: [...never, "sandbox/**"] },
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
