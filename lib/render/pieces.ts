import type { Change, Operation } from "#lib/core/format/plan-format";
import { type Reference, referencesIn } from "#lib/core/format/requests";

/** The field of an operation's output that later requests refer to: the id of what it creates. */
export const PRODUCED: Record<Operation, string | null> = {
  CreateSecurityGroup: "GroupId",
  AuthorizeSecurityGroupEgress: null,
  AuthorizeSecurityGroupIngress: null,
  ModifyVpcAttribute: null,
  CreateVpcEndpoint: "VpcEndpoint.VpcEndpointId",
  ModifyVpcEndpoint: null,
};

/** A text in pieces: literal ones, and the names by which a script or template knows what an earlier request creates. */
export type Piece = { text: string } | { name: string };

/** Names of what earlier requests create, by `<request id>.<Field>`. */
export type Names = ReadonlyMap<string, string>;

/**
 * Renders requests in their order. Each is given a name for what it creates (null: it creates nothing; `nameOf` proposes,
 * doublets get a number) and the names of what was created before it.
 */
export function inOrder<T>(
  list: readonly Change[],
  nameOf: (request: Change) => string,
  render: (request: Change, own: string | null, names: Names, index: number) => T,
): T[] {
  const taken = new Set<string>();
  const names = new Map<string, string>();
  return list.map((request, index) => {
    const produced = PRODUCED[request.operation];
    const own = produced ? unique(nameOf(request), taken) : null;
    const rendered = render(request, own, names, index);
    if (own) names.set(`${request.id}.${produced}`, own);
    return rendered;
  });
}

/** `name`, or with a number behind it when it is taken; marks it as taken. */
export function unique(name: string, taken: Set<string>): string {
  let candidate = name;
  for (let number = 2; taken.has(candidate); number += 1) candidate = `${name}${number}`;
  taken.add(candidate);
  return candidate;
}

const marker = ({ source, path }: Reference): string => `\${${source}.${path}}`;

/**
 * Cuts a text at its references. What resembles a reference but names nothing that was created stays text: a tag of the
 * user's may hold `${anything.Like.it}`.
 */
export function piecesOf(text: string, names: Names): Piece[] {
  const pieces: Piece[] = [];
  let rest = text;
  for (const reference of referencesIn(text)) {
    const name = names.get(`${reference.source}.${reference.path}`);
    if (name === undefined) continue;
    const at = rest.indexOf(marker(reference));
    if (at > 0) pieces.push({ text: rest.slice(0, at) });
    pieces.push({ name });
    rest = rest.slice(at + marker(reference).length);
  }
  return rest === "" && pieces.length > 0 ? pieces : [...pieces, { text: rest }];
}
