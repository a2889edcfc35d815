/** @type {import("next").NextConfig} */
export default {
  reactStrictMode: true,
  poweredByHeader: false,
  serverExternalPackages: ["@dbos-inc/dbos-sdk", "pg", "pino"],
};
