/** The policies of Postern's two sides as text and as a document. */
import { optionalStatements, type PolicyDocument, policyFor } from "#lib/core/iam/policies";
import type { IamScope } from "#lib/core/iam/scope";
import type { Access } from "#lib/core/iam/table";

export type IamDocument = Record<Access, PolicyDocument>;

type Options = { optional: boolean };

/** `optional`: with the reads that Postern can do without. */
export function iamDocument(scope: IamScope, options: Options): IamDocument {
  return { read: policyFor("read", scope, options), apply: policyFor("apply", scope, options) };
}

const FOR: Record<Access, string[]> = {
  read: [
    "Read: for the web process, and for postern plan and check. Changes nothing.",
    "Give it to the profile in POSTERN_READ_PROFILE or to the role in POSTERN_READ_ROLE_ARN.",
  ],
  apply: [
    "Apply: for the worker, which carries runs out, and for postern apply and rollback.",
    "Give it to the profile in POSTERN_APPLY_PROFILE or to the role in POSTERN_APPLY_ROLE_ARN.",
  ],
};

/** Both policies with what they are for, for people. Lines that are not JSON begin with `#`. */
export function iamText(document: IamDocument, scope: IamScope, { optional }: Options): string {
  const sides: Access[] = ["read", "apply"];
  const parts = sides.map((side) => {
    const notes = optional ? optionalNotes(side) : [];
    return [...[...FOR[side], ...notes].map((line) => `# ${line}`), JSON.stringify(document[side], null, 2)].join("\n");
  });
  return [`# ${reach(scope)}`, "", parts.join("\n\n")].join("\n");
}

function optionalNotes(side: Access): string[] {
  return [
    "These statements can be left out (--essential does); without",
    ...optionalStatements(side).map(({ sid, without }) => `  ${sid}: ${without}.`),
  ];
}

function reach({ region, accountId, vpcId, services }: IamScope): string {
  const where = [
    region ? `Region ${region}` : "any Region (--region)",
    accountId ? `account ${accountId}` : "any account (--account)",
    vpcId ?? "any VPC (--vpc)",
    services.length > 0 ? services.join(", ") : "any service of AWS (--service)",
  ];
  return `For ${where.join("; ")}.`;
}
