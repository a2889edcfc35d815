/** Who may do what after signing in. Whoever no rule names may do nothing. */
import type { Permission } from "./session";

/** One entry of a list: `group:ops`, `email:operator@example.com`, `sub:00u1` or `anyone`. */
type Who = { kind: "group" | "email" | "sub"; value: string } | { kind: "anyone" };

export type SignInRules = { groupsClaim: string } & Readonly<Record<Permission, readonly Who[]>>;

/** What the issuer says of a person (OpenID Connect Core 1.0, section 5.1). */
export type Claims = Readonly<Record<string, unknown>> & { sub: string };

/** Reads the comma-separated lists of the settings. A sentence when an entry is none of the four forms. */
export function signInRules({
  groupsClaim,
  ...lists
}: { groupsClaim: string } & Record<Permission, string>): SignInRules | string {
  const parsed: Record<Permission, Who[]> = { read: [], plan: [], apply: [] };
  for (const permission of ["read", "plan", "apply"] as const) {
    for (const entry of lists[permission].split(",").map((part) => part.trim())) {
      if (entry === "") continue;
      const who = whoOf(entry);
      if (!who)
        return `POSTERN_OIDC_${permission.toUpperCase()}: ${JSON.stringify(entry)} is none of group:NAME, email:ADDRESS, sub:ID and anyone.`;
      parsed[permission].push(who);
    }
  }
  return { groupsClaim, ...parsed };
}

function whoOf(entry: string): Who | null {
  if (entry === "anyone") return { kind: "anyone" };
  const [, kind, value] = /^(group|email|sub):\s*(.+)$/.exec(entry) ?? [];
  if ((kind !== "group" && kind !== "email" && kind !== "sub") || !value) return null;
  return { kind, value };
}

/** Whoever may apply may plan, and whoever may plan may read. Empty when no rule names the person. */
export function permissionsOf(claims: Claims, rules: SignInRules): Permission[] {
  const groups = groupsOf(claims[rules.groupsClaim]);
  const email = verifiedEmail(claims);
  const isNamed = (who: Who): boolean => {
    switch (who.kind) {
      case "anyone":
        return true;
      case "group":
        return groups.includes(who.value);
      case "email":
        return email !== null && email.toLowerCase() === who.value.toLowerCase();
      case "sub":
        return claims.sub === who.value;
    }
  };
  if (rules.apply.some(isNamed)) return ["read", "plan", "apply"];
  if (rules.plan.some(isNamed)) return ["read", "plan"];
  return rules.read.some(isNamed) ? ["read"] : [];
}

/** An address that the issuer does not vouch for may be anybody's. */
export function verifiedEmail({ email, email_verified }: Claims): string | null {
  return typeof email === "string" && email_verified === true ? email : null;
}

function groupsOf(claim: unknown): string[] {
  if (typeof claim === "string") return [claim];
  return Array.isArray(claim) ? claim.filter((group) => typeof group === "string") : [];
}
