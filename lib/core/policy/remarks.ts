/** Remarks about an endpoint policy while it is being edited: line by line, from its syntax to its effect. */
import { quotas } from "#lib/core/network/ec2-rules";
import { readJson, type SourceLocation } from "#lib/core/text/json-text";
import { nearest } from "#lib/core/text/nearest";
import { grammarProblems } from "./grammar";
import type { IamActions } from "./iam-actions";
import { allowsEcrLayers, layerBucketArn } from "./image-layers";
import {
  allowsSomething,
  type PolicyProblem,
  placedProblems,
  placedStatements,
  placedTexts,
  policySize,
  statementsOf,
} from "./policy";
import { wildcardMatches } from "./wildcard";

/** With an error the policy cannot be sent; with a warning it can, and most likely does not do what is meant. */
export type Remark = SourceLocation & { severity: "error" | "warning"; message: string };

/** A finding of Access Analyzer about a policy: its own words and code. */
export type PolicyVerdict = SourceLocation & {
  severity: "error" | "warning" | "suggestion";
  message: string;
  code: string;
};

export type PolicyContext = {
  region: string;
  /** Gateway endpoints know principals by condition only. */
  gateway: boolean;
  /** It is on the S3 endpoint through which tasks read image layers. */
  servesLayers: boolean;
  /** Actions of the endpoint's service; null while they are not known. */
  actions: IamActions | null;
};

/** All remarks about a policy's text, by line; none means that it can be sent as it is. */
export function policyRemarks(text: string, context: PolicyContext): Remark[] {
  if (text.trim() === "")
    return [{ severity: "error", message: "Write the policy, or choose another.", line: 1, column: 1 }];
  const read = readJson(text);
  if (!read.ok) {
    const { message, line, column } = read;
    return [{ severity: "error", message: `This is not JSON yet: ${message}.`, line, column }];
  }
  const { value, placeOf } = read;
  const remark = (severity: Remark["severity"]) => (placed: PolicyProblem) => ({
    severity,
    message: placed.message,
    ...placeOf(placed.path),
  });
  const errors = [
    ...read.twice.map((path) => ({ path, message: `${path.at(-1)} appears twice; only the last one would count.` })),
    ...placedProblems(value),
  ];
  if (errors.length === 0) errors.push(...cannotBeSent(value));
  if (errors.length > 0) return errors.map(remark("error")).toSorted(byPlace);
  return warnings(value, context).map(remark("warning")).toSorted(byPlace);
}

const byPlace = (a: SourceLocation, b: SourceLocation): number => a.line - b.line || a.column - b.column;

function cannotBeSent(policy: unknown): PolicyProblem[] {
  if (statementsOf(policy).length === 0) {
    return [{ path: ["Statement"], message: "Statement is empty: such a policy allows nothing." }];
  }
  const [size, most] = [policySize(policy), quotas.endpointPolicyCharacters];
  return size > most ? [{ path: [], message: `A policy may have ${most} characters; this one has ${size}.` }] : [];
}

function warnings(policy: unknown, { region, gateway, servesLayers, actions }: PolicyContext): PolicyProblem[] {
  return [
    ...(allowsSomething(policy)
      ? []
      : [{ path: ["Statement"], message: "Nothing is allowed, so every call through the endpoint is denied." }]),
    ...(servesLayers && !allowsEcrLayers(policy, region)
      ? [
          {
            path: ["Statement"],
            message: `Image layers of ECR are denied: allow s3:GetObject for everybody on ${layerBucketArn(region)}.`,
          },
        ]
      : []),
    ...actionProblems(policy, actions),
    ...grammarProblems(policy, { gateway }),
  ];
}

/** Actions that the endpoint's service does not have. */
export function actionProblems(policy: unknown, actions: IamActions | null): PolicyProblem[] {
  return placedStatements(policy).flatMap(({ statement, path }) =>
    ["Action", "NotAction"].flatMap((name) =>
      placedTexts(member(statement, name), [...path, name]).flatMap(({ text, path }) => {
        const message = actionProblem(text, actions);
        return message === null ? [] : [{ path, message }];
      }),
    ),
  );
}

const member = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;

/** An action that the endpoint's service does not have, or a pattern that none of its actions matches. */
function actionProblem(action: string, actions: IamActions | null): string | null {
  const prefixes = Object.keys(actions ?? {});
  if (actions === null || prefixes.length === 0 || action === "*") return null;
  const colon = action.indexOf(":");
  const [prefix, name] = [action.slice(0, colon).toLowerCase(), action.slice(colon + 1)];
  const names = actions[prefix];
  if (names === undefined) {
    return `${action} does nothing here: this endpoint serves ${prefixes.map((known) => `${known}: actions`).join(" and ")}.`;
  }
  if (names.some((known) => wildcardMatches(name, known))) return null;
  if (/[*?]/.test(name)) return `${action} matches no action of ${prefix}.`;
  const meant = nearest(name, names);
  return `${prefix} has no action ${name}${meant ? `; did you mean ${prefix}:${meant}?` : "."}`;
}

/** The first error for which a policy cannot be sent, as a sentence with its line; null when it can be sent. */
export function policyProblem(text: string): string | null {
  const context = { region: "", gateway: false, servesLayers: false, actions: null };
  const [first] = policyRemarks(text, context).filter(({ severity }) => severity === "error");
  if (!first) return null;
  return text.includes("\n") && first.line > 1 ? `line ${first.line}: ${first.message}` : first.message;
}
