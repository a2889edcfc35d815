import type { Json, Operation, Plan } from "#lib/core/format/plan-format";
import { requests, scriptRequests } from "#lib/core/format/requests";
import { escapedJson } from "#lib/core/text/untrusted";
import { blockedLines } from "./blocked";
import { kebab } from "./cli/arguments";

/** The plan itself as JSON, in its own order of members, so that equal plans give equal text. */
export function planJson(plan: Plan): string {
  return `${escapedJson(plan, 2)}\n`;
}

/** The plan's calls as data, in an order in which they can be sent. */
export function requestsJson(plan: Plan): string {
  const calls = requests(plan).map(({ id, operation, input, dependsOn, until, reason }) => ({
    id,
    operation,
    input,
    dependsOn,
    ...(until ? { until } : {}),
    reason,
  }));
  return `${escapedJson(calls, 2)}\n`;
}

/** One call, for the AWS CLI or for any program that calls EC2. */
export type CliDocument = {
  /** What blocks the plan: the call is not to be sent. Missing where nothing does. */
  blocked?: string[];
  id: string;
  operation: Operation;
  /** Program and arguments; `--cli-input-json` with the document is to follow. */
  command: string[];
  /** What `--cli-input-json` takes: the input in the SDK's names. */
  cliInputJson: { [key: string]: Json };
  dependsOn: string[];
  /** Wait until the endpoint is in this state before what depends on it. */
  until?: "available";
  reason: string;
};

/**
 * The plan's calls as documents, in an order in which they can be sent. Where an input needs what an earlier call creates, it
 * holds `${<id>.<Field>}`: `Field` is the path in that call's output. `${run.Id}` is filled in, as in the script.
 */
export function cliDocuments(plan: Plan): CliDocument[] {
  const blocked = blockedLines(plan);
  return scriptRequests(plan).map(({ id, operation, input, dependsOn, until, reason }) => ({
    ...(blocked.length > 0 ? { blocked } : {}),
    id,
    operation,
    command: ["aws", "ec2", kebab(operation), "--region", plan.region],
    cliInputJson: input,
    dependsOn,
    ...(until ? { until } : {}),
    reason,
  }));
}

/** The documents as JSON: an array of `CliDocument`; of a blocked plan without calls, only what blocks it. */
export function cliJson(plan: Plan): string {
  const documents = cliDocuments(plan);
  const blocked = blockedLines(plan);
  return `${escapedJson(documents.length === 0 && blocked.length > 0 ? [{ blocked }] : documents, 2)}\n`;
}
