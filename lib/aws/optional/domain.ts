/** A domain name as Route 53 gives it, in one form: lower case, no dot at the end, no escaped asterisk; "." stays. */
export function domainFrom(name = ""): string {
  const lower = name.toLowerCase().replaceAll("\\052", "*");
  return lower === "." ? lower : lower.replace(/\.$/, "");
}

/** What names of AWS's services end in, in every partition (AWS General Reference, Service endpoints). */
const OF_AWS = [
  "amazonaws.com",
  "aws",
  "amazonaws.com.cn",
  "api.amazonwebservices.com.cn",
  "amazonaws.eu",
  "api.amazonwebservices.eu",
  "c2s.ic.gov",
  "api.aws.ic.gov",
  "sc2s.sgov.gov",
  "api.aws.scloud",
  "cloud.adc-e.uk",
  "api.cloud-aws.adc-e.uk",
  "csp.hci.ic.gov",
  "api.aws.hci.ic.gov",
];

/**
 * Whether a domain concerns names that endpoints resolve: of AWS's services, or `names`, the private names of what the Region
 * offers. It is such a name, above one, or below one; a leading `*.` counts as the names that it matches.
 */
export function concernsServices(names: readonly string[]): (domain: string) => boolean {
  const roots = new Set([...OF_AWS, ...names.map(bare)]);
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
