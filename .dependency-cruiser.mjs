/**
 * The import tables of docs/architecture.md, enforced: a package imports only from the packages listed beside it. A test compares
 * the tables with these rules (`scripts/architecture.test.ts`).
 */

/** Top-level packages: the folder, and what it may import besides itself. */
export const packages = {
  app: ["lib/server", "components", "lib/core"],
  components: ["lib/core", "lib/render"],
  "lib/core": [],
  "lib/render": ["lib/core"],
  "lib/process": [],
  "lib/log": ["lib/process", "lib/core/text"],
  "lib/database": [],
  "lib/aws": ["lib/core", "lib/log", "lib/process"],
  "lib/run": ["lib/core", "lib/aws", "lib/database", "lib/log"],
  "lib/server": ["lib"],
  worker: ["lib"],
  bin: ["lib"],
  sandbox: ["lib/core", "lib/process"],
  e2e: ["sandbox", "lib"],
  bench: ["sandbox", "lib"],
  chaos: ["sandbox", "bin", "lib"],
  scripts: ["lib", "bin", "sandbox"],
};

/** Packages inside the large ones, bottom up: each imports only those before it. */
export const layers = {
  "lib/core": [
    "text",
    "network",
    "policy",
    "intent",
    "snapshot",
    "format",
    "cost",
    "iam",
    "run",
    "reachability",
    "planning",
    "findings",
    "check",
    "ecs",
    "import",
  ],
  "lib/run": ["engine", "step", "rollback", "recover", "apply", "permissions", "history"],
  "lib/server": ["log.ts", "sign-in-rules.ts", "settings.ts", "auth", "http", "services"],
};

const folder = (name) => (name.endsWith(".ts") ? `^${name.replace(".", "\\.")}$` : `^${name}/`);
const sources = ["proxy.ts", ...Object.keys(packages)];
const everything = `^(${sources.map((name) => name.replace(".", "\\.")).join("|")})(/|$)`;
const tests = "\\.test\\.tsx?$|/testing/";

const packageRules = Object.entries({ ...packages, "proxy.ts": ["lib/server", "lib/core"] }).map(([name, allowed]) => ({
  name: `package-${name.replace(/[^a-z]/g, "-")}`,
  severity: "error",
  from: { path: folder(name), pathNot: "\\.test\\.tsx?$" },
  to: { path: everything, pathNot: [name, ...allowed].map(folder) },
}));

const layerRules = Object.entries(layers).flatMap(([parent, names]) =>
  names.map((name, at) => ({
    name: `layer-${parent.replaceAll("/", "-")}-${name}`,
    severity: "error",
    from: { path: folder(`${parent}/${name}`), pathNot: tests },
    to: {
      path: folder(parent),
      // A check asks the planner whether it would do what the check advises; an import, whether it would change anything.
      pathNot: [
        ...names.slice(0, at + 1).map((earlier) => folder(`${parent}/${earlier}`)),
        ...(name === "check" || name === "import" ? ["^lib/core/plan\\.ts$"] : []),
      ],
    },
  })),
);

const coreLibraries = "^node_modules/(zod|ip-address|@noble/hashes)/";

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...packageRules,
    ...layerRules,
    {
      name: "core-is-pure",
      comment: "lib/core imports zod, ip-address and @noble/hashes, and nothing of Node, the SDK, React or Next.",
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
        path: "^lib/aws/ec2-writer|^lib/run/(worker|apply/|rollback/|recover/recover|permissions/dry-run|step/(perform|operations/)|engine/(worker|takeover))|^worker/",
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
      name: "no-cycles",
      comment: "Type imports count as well: a reader has to follow them too.",
      severity: "error",
      from: {},
      to: { circular: true },
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
