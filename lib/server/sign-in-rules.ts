/** Who may do what after signing in. Anyone whom no rule names may do nothing. */

/** What a session may do: read the account, work on drafts, or change the account. */
export type Permission = "read" | "plan" | "apply";

/** One entry of a list: `group:ops`, `email:operator@example.com`, `sub:00u1` or `anyone`. */
type Who = { kind: "group" | "email" | "sub"; value: string } | { kind: "anyone" };

export type SignInRules = { groupsClaim: string } & Readonly<Record<Permission, readonly Who[]>>;

/** What one document of the issuer, an ID token or userinfo, says of a person (OpenID Connect Core 1.0, section 5.1). */
type Claims = Readonly<Record<string, unknown>>;

/** Who signed in: the issuer's id of the person, the address that it has verified, and the groups. */
export type Person = { sub: string; email: string | null; groups: readonly string[] };

/** The person of an ID token and of the userinfo that goes with it. Where both say something, the ID token counts. */
export function personOf(
  idToken: Claims & { sub: string },
  userInfo: Claims,
  { groupsClaim }: Pick<SignInRules, "groupsClaim">,
): Person {
  return {
    sub: idToken.sub,
    email: verifiedEmail(idToken) ?? verifiedEmail(userInfo),
    groups: groupsOf(idToken[groupsClaim] ?? userInfo[groupsClaim]),
  };
}

/**
 * The address of one document, if that same document says that it is verified. Documents are never merged before this is
 * asked: `email_verified` of one says nothing about the `email` of another.
 */
function verifiedEmail({ email, email_verified }: Claims): string | null {
  return typeof email === "string" && email !== "" && email_verified === true ? email : null;
}

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

/** Permission to apply includes plan, and plan includes read. Empty when no rule names the person. */
export function permissionsOf({ sub, email, groups }: Person, rules: SignInRules): Permission[] {
  const isNamed = (who: Who): boolean => {
    switch (who.kind) {
      case "anyone":
        return true;
      case "group":
        return groups.includes(who.value);
      case "email":
        return email !== null && asciiLowerCase(email) === asciiLowerCase(who.value);
      case "sub":
        return sub === who.value;
    }
  };
  if (rules.apply.some(isNamed)) return ["read", "plan", "apply"];
  if (rules.plan.some(isNamed)) return ["read", "plan"];
  return rules.read.some(isNamed) ? ["read"] : [];
}

/** `toLowerCase` would make letters of ASCII from others: of the Kelvin sign U+212A, for instance, a `k`. */
const asciiLowerCase = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

function groupsOf(claim: unknown): string[] {
  if (typeof claim === "string") return [claim];
  return Array.isArray(claim) ? claim.filter((group) => typeof group === "string") : [];
}
