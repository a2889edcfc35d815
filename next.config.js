/** @type {import("next").NextConfig} */
export default {
  reactStrictMode: true,
  poweredByHeader: false,
  serverExternalPackages: ["@dbos-inc/dbos-sdk", "pg", "pino"],
  // Tests build into a folder of their own, never into the one that a running server serves.
  distDir: process.env.NEXT_DIST_DIR || ".next",
  // `npm run check` judges the types; a start does not wait for that.
  typescript: { ignoreBuildErrors: true },
};
