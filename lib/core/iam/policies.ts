/** IAM policies built from the table: whole ones for the two sides of Postern, and the statements for a single action. */
import type { IamScope } from "./scope";
import { type Access, type Conditions, type Entry, TABLE } from "./table";

export type Statement = {
  Sid: string;
  Effect: "Allow";
  Action: string[];
  Resource: string | string[];
  Condition?: Conditions;
};

export type PolicyDocument = { Version: "2012-10-17"; Statement: Statement[] };

/** The least that one side of Postern needs. `optional`: with the reads that it can do without. */
export function policyFor(access: Access, scope: IamScope, { optional = true } = {}): PolicyDocument {
  const entries = TABLE.filter((entry) => entry.of.includes(access) && (optional || !entry.optional));
  return { Version: "2012-10-17", Statement: merged(entries.map((entry) => statement(entry, scope))) };
}

/** What the optional statements of a side are for: what Postern does without each. */
export function optionalStatements(access: Access): { sid: string; without: string }[] {
  return TABLE.flatMap(({ sid, of, optional }) =>
    optional && of.includes(access) ? [{ sid, without: optional }] : [],
  );
}

/** To switch private DNS on, EC2 asks Route 53 in the caller's name, and does not always say so. */
const COMPANIONS: Readonly<Record<string, readonly string[]>> = {
  "ec2:ModifyVpcEndpoint": ["route53:AssociateVPCWithHostedZone"],
};

/**
 * The statements that allow one action, as narrow as in the side's policy (null: of either); one for all resources when the
 * action is none of Postern's.
 */
export function statementsFor(action: string, access: Access | null, scope: IamScope): Statement[] {
  const wanted = [action, ...(COMPANIONS[action] ?? [])];
  const entries = wanted.flatMap((name) =>
    TABLE.filter(({ actions, of }) => actions.includes(name) && (access === null || of.includes(access))).map(
      (entry) => ({
        ...entry,
        actions: [name],
      }),
    ),
  );
  if (entries.length > 0) return merged(entries.map((entry) => statement(entry, scope)));
  return [{ Sid: "Postern", Effect: "Allow", Action: [action], Resource: "*" }];
}

function statement({ sid, actions, resources, conditions }: Entry, scope: IamScope): Statement {
  const condition = conditions?.(scope) ?? {};
  const [only, ...more] = resources?.(scope) ?? ["*"];
  return {
    Sid: sid,
    Effect: "Allow",
    Action: [...actions],
    Resource: only !== undefined && more.length === 0 ? only : [only ?? "*", ...more],
    ...(Object.keys(condition).length > 0 ? { Condition: condition } : {}),
  };
}

/** Entries of one Sid differ only in their actions. */
function merged(statements: readonly Statement[]): Statement[] {
  const bySid = new Map<string, Statement>();
  for (const one of statements) {
    const known = bySid.get(one.Sid);
    bySid.set(one.Sid, known ? { ...known, Action: [...known.Action, ...one.Action].sort() } : one);
  }
  return [...bySid.values()];
}
