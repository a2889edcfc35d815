import { AWS_DOMAINS } from "#lib/core/network/services/partition";

/** A domain name as Route 53 gives it, in one form: lower case, no dot at the end, no escaped asterisk; "." stays. */
export function domainFrom(name = ""): string {
  const lower = name.toLowerCase().replaceAll("\\052", "*");
  return lower === "." ? lower : lower.replace(/\.$/, "");
}

/**
 * Whether a domain concerns names that endpoints resolve: of AWS's services, or `names`, the private names of what the Region
 * offers. It is such a name, above one, or below one; a leading `*.` counts as the names that it matches.
 */
export function concernsServices(names: readonly string[]): (domain: string) => boolean {
  const roots = new Set(["aws", ...AWS_DOMAINS, ...names.map(bare)]);
  const above = new Set([...roots].flatMap(parents));
  return (domain) => {
    const plain = bare(domain);
    return plain === "" || above.has(plain) || [plain, ...parents(plain)].some((one) => roots.has(one));
  };
}

const bare = (domain: string): string =>
  domain
    .toLowerCase()
    .replace(/^\*\.?/, "")
    .replace(/\.$/, "");

function parents(domain: string): string[] {
  const labels = domain.split(".");
  return labels.slice(1).map((_, i) => labels.slice(i + 1).join("."));
}
