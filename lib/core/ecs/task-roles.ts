/** What task roles allow: services that a workload may call by itself. Whether it does is not to be seen, so none is proposed. */

import { shortName } from "#lib/core/network/services/service";
import type { EndpointService } from "#lib/core/network/snapshot";
import { iamPrefixesOf } from "#lib/core/policy/iam-prefixes";
import { statementsOf, textsOf } from "#lib/core/policy/policy";

/** Role → the documents of its policies, inline and attached. */
export type RolePolicies = Readonly<Record<string, readonly unknown[]>>;

/** A service that a role allows, with the actions that say so; `service` as an intent writes it. */
export type MaybeNeeded = { service: string; roles: string[]; actions: string[] };

/** Services with an endpoint in the Region that task roles allow, without those that are needed already. */
export function maybeNeeded(
  roles: RolePolicies,
  offers: readonly EndpointService[],
  region: string,
  needed: readonly string[],
): MaybeNeeded[] {
  const found = new Map<string, { roles: Set<string>; actions: Set<string> }>();
  const services = [...new Set(offers.map(({ name }) => shortName(name, region)))].filter(
    (short) => !short.includes("vpce-svc") && !short.endsWith("-fips") && !needed.includes(short),
  );
  for (const [role, documents] of Object.entries(roles)) {
    for (const action of documents.flatMap(allowedActions)) {
      for (const service of services) {
        if (!iamPrefixesOf(service).includes(prefixOf(action))) continue;
        const known = found.get(service) ?? { roles: new Set(), actions: new Set() };
        known.roles.add(role);
        known.actions.add(action);
        found.set(service, known);
      }
    }
  }
  return [...found]
    .map(([service, { roles: of, actions }]) => ({ service, roles: [...of].sort(), actions: [...actions].sort() }))
    .sort((a, b) => (a.service < b.service ? -1 : 1));
}

/** Roles that allow every action of every service, which says nothing about what is called. */
export const rolesThatAllowAll = (roles: RolePolicies): string[] =>
  Object.entries(roles).flatMap(([role, documents]) => (documents.flatMap(allowedActions).includes("*") ? [role] : []));

const allowedActions = (document: unknown): string[] =>
  statementsOf(document)
    .filter(({ Effect }) => Effect === "Allow")
    .flatMap(({ Action }) => textsOf(Action));

const prefixOf = (action: string): string => action.split(":")[0]?.toLowerCase() ?? "";
