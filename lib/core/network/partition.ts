/** Partitions by how their Regions' codes begin (AWS General Reference, "ARNs" and "Regions"). */
const PARTITIONS: readonly (readonly [RegExp, string])[] = [
  [/^cn-/, "aws-cn"],
  [/^us-gov-/, "aws-us-gov"],
  [/^us-iso-/, "aws-iso"],
  [/^us-isob-/, "aws-iso-b"],
  [/^eu-isoe-/, "aws-iso-e"],
  [/^us-isof-/, "aws-iso-f"],
  [/^eusc-/, "aws-eusc"],
];

/** The partition that a Region's ARNs begin with: `aws`, `aws-cn`, `aws-us-gov` … */
export function partitionOf(region: string): string {
  return PARTITIONS.find(([beginning]) => beginning.test(region))?.[1] ?? "aws";
}
