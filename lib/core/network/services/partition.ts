/** Partitions by how their Regions' codes begin, each with its DNS suffix (AWS General Reference, "ARNs" and "Regions"; botocore's partitions.json). */
const PARTITIONS: readonly (readonly [beginning: RegExp, partition: string, dnsSuffix: string])[] = [
  [/^cn-/, "aws-cn", "amazonaws.com.cn"],
  [/^us-gov-/, "aws-us-gov", "amazonaws.com"],
  [/^us-iso-/, "aws-iso", "c2s.ic.gov"],
  [/^us-isob-/, "aws-iso-b", "sc2s.sgov.gov"],
  [/^eu-isoe-/, "aws-iso-e", "cloud.adc-e.uk"],
  [/^us-isof-/, "aws-iso-f", "csp.hci.ic.gov"],
  [/^eusc-/, "aws-eusc", "amazonaws.eu"],
];

const partition = (region: string) => PARTITIONS.find(([beginning]) => beginning.test(region));

/** The partition that a Region's ARNs begin with: `aws`, `aws-cn`, `aws-us-gov` … */
export const partitionOf = (region: string): string => partition(region)?.[1] ?? "aws";

/** The domain of the Region's AWS names: amazonaws.com, amazonaws.com.cn in China, amazonaws.eu in the European Sovereign Cloud … */
export const dnsSuffix = (region: string): string => partition(region)?.[2] ?? "amazonaws.com";
