import { enginePackages } from "./lib/run/engine/packages.mjs";

// However Next.js is started: nothing about this machine leaves it.
process.env.NEXT_TELEMETRY_DISABLED = "1";

/** @type {import("next").NextConfig} */
export default {
  reactStrictMode: true,
  poweredByHeader: false,
  serverExternalPackages: [...enginePackages, "pg", "pino"],
  // Tests build into a folder of their own, never into the one that a running server serves.
  distDir: process.env.NEXT_DIST_DIR || ".next",
  // Postern has no image that would need it; the optimizer is one way in less.
  images: { unoptimized: true },
  experimental: {
    // A page that a person may not open is a 403 with a page of its own: app/forbidden.tsx.
    authInterrupts: true,
    // The door of lib/server/http/request-filter.ts has the same limit; what Next.js keeps for the proxy has to hold all of it.
    serverActions: { bodySizeLimit: "4mb" },
    proxyClientMaxBodySize: "5mb",
  },
  // `npm run check` judges the types; a start does not wait for that.
  typescript: { ignoreBuildErrors: true },
};
