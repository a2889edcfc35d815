import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { TABLE } from "#lib/core/iam/table";

/** IAM's name of each client's service, where it is another (Service Authorization Reference). */
const SERVICES: Readonly<Record<string, string>> = {
  "route-53": "route53",
  "service-quotas": "servicequotas",
  accessanalyzer: "access-analyzer",
};

/** The actions of the commands and paginators of clients, the SDK's and our own, that a file imports, as IAM writes them. */
function actionsIn(file: string): string[] {
  const source = readFileSync(new URL(file, import.meta.url), "utf8");
  return [...source.matchAll(/import \{([^}]*)\} from "(?:@aws-sdk|\.)\/client-([a-z0-9-]+)"/g)].flatMap(
    ([, names = "", client = ""]) =>
      [...names.matchAll(/\bpaginate(\w+)|\b([A-Z]\w+)Command\b/g)].map(
        ([, paginated, command]) => `${SERVICES[client] ?? client}:${paginated ?? command}`,
      ),
  );
}

const files = readdirSync(new URL(".", import.meta.url), { recursive: true, encoding: "utf8" })
  .map((name) => name.replaceAll("\\", "/"))
  .filter((name) => /(?<!\.test)\.ts$/.test(name) && !name.startsWith("testing/"));
const WRITER = "ec2-writer.ts";
const reads = new Set(files.filter((name) => name !== WRITER).flatMap(actionsIn));
const writes = new Set(actionsIn(WRITER));

/** Needs no permission (STS API reference, GetCallerIdentity). */
const FREE = "sts:GetCallerIdentity";
/** What EC2 asks for in the caller's name. */
const IMPLIED = ["ec2:CreateTags", "route53:AssociateVPCWithHostedZone"];

describe("what lib/aws calls", () => {
  it("only describes, gets, lists and validates, but for the one module that writes", () => {
    expect(reads.size).toBeGreaterThan(15);
    expect([...reads].filter((action) => !/:(Describe|Get|List|Validate)[A-Z]/.test(action))).toEqual([]);
  });

  it("is what the table of permissions holds, and nothing else", () => {
    const inTable = new Set(TABLE.flatMap(({ actions }) => actions));
    expect([...inTable].sort()).toEqual([...reads, ...writes, ...IMPLIED].filter((action) => action !== FREE).sort());
  });
});
