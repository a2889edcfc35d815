/**
 * Partitions by how their Regions' codes begin: the name in ARNs, and the domains of AWS names, plain and dual-stack (AWS General
 * Reference, "ARNs", "Regions" and "Service endpoints"; botocore's partitions.json). The last one holds all other Regions.
 */
const PARTITIONS = [
  [/^cn-/, "aws-cn", "amazonaws.com.cn", "api.amazonwebservices.com.cn"],
  [/^us-gov-/, "aws-us-gov", "amazonaws.com", "api.aws"],
  [/^us-iso-/, "aws-iso", "c2s.ic.gov", "api.aws.ic.gov"],
  [/^us-isob-/, "aws-iso-b", "sc2s.sgov.gov", "api.aws.scloud"],
  [/^eu-isoe-/, "aws-iso-e", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"],
  [/^us-isof-/, "aws-iso-f", "csp.hci.ic.gov", "api.aws.hci.ic.gov"],
  [/^eusc-/, "aws-eusc", "amazonaws.eu", "api.amazonwebservices.eu"],
  [/^/, "aws", "amazonaws.com", "api.aws"],
] as const;

const partition = (region: string | null) =>
  PARTITIONS.find(([beginning]) => beginning.test(region ?? "")) ?? PARTITIONS[7];

/** The partition that a Region's ARNs begin with: `aws`, `aws-cn`, `aws-us-gov` …; `aws` where no Region is named. */
export const partitionOf = (region: string | null): string => partition(region)[1];

/** The domain of the Region's AWS names: amazonaws.com, amazonaws.com.cn in China, amazonaws.eu in the European Sovereign Cloud … */
export const dnsSuffix = (region: string): string => partition(region)[2];

/** The domain of names that have IPv6 addresses, too: api.aws … */
export const dualStackSuffix = (region: string): string => partition(region)[3];

/** What names of AWS's services end in, in every partition. */
export const AWS_DOMAINS: readonly string[] = [...new Set(PARTITIONS.flatMap(([, , ...domains]) => domains))];

/** Whether an endpoint is AWS's own: standard, FIPS, dual-stack, or that of a VPC endpoint. */
export function isAwsEndpoint(url: string): boolean {
  return URL.canParse(url) && AWS_DOMAINS.some((domain) => new URL(url).hostname.endsWith(`.${domain}`));
}
