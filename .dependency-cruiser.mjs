/** The import table of docs/architecture.md, enforced: a room imports only from the rooms listed beside it. */
const rooms = {
  "^proxy\\.ts$": ["^lib/server/", "^lib/core/"],
  "^app/": ["^app/", "^lib/server/", "^components/", "^lib/core/"],
  // Of runs, components know the form only: run.ts holds nothing but types.
  "^components/": ["^components/", "^lib/core/", "^lib/render/", "^lib/run/run\\.ts$"],
  "^lib/core/": ["^lib/core/"],
  "^lib/render/": ["^lib/render/", "^lib/core/"],
  "^lib/aws/": ["^lib/aws/", "^lib/core/"],
  "^lib/run/": ["^lib/run/", "^lib/core/", "^lib/render/", "^lib/aws/"],
  "^lib/server/": ["^lib/"],
  "^worker/": ["^worker/", "^lib/"],
  "^bin/": ["^bin/", "^lib/"],
  "^sandbox/": ["^sandbox/", "^lib/core/ec2-rules"],
  "^e2e/": ["^e2e/", "^sandbox/"],
  "^bench/": ["^bench/", "^lib/"],
  "^chaos/": ["^chaos/", "^lib/", "^sandbox/"],
  "^scripts/": ["^scripts/", "^lib/"],
};

const coreLibraries = "^node_modules/(zod|ip-address|@noble/hashes)/";

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...Object.entries(rooms).map(([from, to]) => ({
      name: `room-${from.replace(/[^a-z/]/g, "")}`,
      severity: "error",
      from: { path: from, pathNot: "\\.test\\.tsx?$" },
      to: { path: "^(app|components|lib|worker|bin|sandbox|e2e|bench|chaos|scripts)/", pathNot: to },
    })),
    {
      name: "core-is-pure",
      comment: "lib/core knows zod, ip-address and @noble/hashes, and nothing of Node, the SDK, React or Next.",
      severity: "error",
      from: { path: "^lib/core/", pathNot: "\\.test\\.ts$|^lib/core/testing/" },
      to: {
        dependencyTypes: [
          "core",
          "npm",
          "npm-dev",
          "npm-optional",
          "npm-peer",
          "npm-no-pkg",
          "npm-unknown",
          "unknown",
          "undetermined",
        ],
        pathNot: coreLibraries,
      },
    },
    {
      name: "sdk-only-in-lib-aws",
      comment: "Only lib/aws talks to AWS; lib/render may use the SDK's types.",
      severity: "error",
      from: { pathNot: "^(lib/aws|sandbox|e2e|bench)/|\\.test\\.ts$" },
      to: { path: "^node_modules/(@aws-sdk|@smithy)/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "react-only-in-pages",
      severity: "error",
      from: { pathNot: "^(app|components)/|^proxy\\.ts$|^bin/web/" },
      to: {
        path: "^node_modules/(react|react-dom|next)/",
        pathNot: "^node_modules/next/(headers|server|cache|navigation)",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "pages-change-nothing",
      comment:
        "No code of the web process leads to a call that changes an account: runs are enqueued, and the worker carries them out.",
      severity: "error",
      from: { path: "^(app|components|lib/server)/|^proxy\\.ts$" },
      to: {
        path: "^lib/aws/ec2-writer|^lib/run/(worker|apply|rollback|take-back|perform|change-work|work/)|^worker/",
        reachable: true,
      },
    },
    {
      name: "readers-change-nothing",
      comment: "What reads an account cannot reach the one module that writes to it.",
      severity: "error",
      from: { path: "^lib/aws/", pathNot: "^lib/aws/ec2-writer|\\.test\\.ts$" },
      to: { path: "^lib/aws/ec2-writer", reachable: true },
    },
    {
      name: "no-circles",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
