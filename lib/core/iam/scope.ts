/** How far a policy reaches: places and services, as ARNs and service names. What is not named is any. */
import { partitionOf } from "#lib/core/network/services/partition";

export type IamScope = {
  region: string | null;
  accountId: string | null;
  vpcId: string | null;
  /** As intents write them; none: those of AWS itself. */
  services: readonly string[];
};

export const anywhere: IamScope = { region: null, accountId: null, vpcId: null, services: [] };

/** ARN of EC2's resources of a type (Service Authorization Reference, Amazon EC2, "Resource types"); `*` for all ids. */
export function ec2Arn({ region, accountId }: IamScope, type: string, id = "*"): string {
  return `arn:${partitionOf(region)}:ec2:${region ?? "*"}:${accountId ?? "*"}:${type}/${id}`;
}

/** Full names of the services of a scope, with `*` for unknown parts. In China some have another name. */
export function serviceNames({ region, services }: IamScope): string[] {
  const inChina = partitionOf(region) === "aws-cn";
  const prefixes = [...(inChina ? ["cn.com.amazonaws."] : []), "com.amazonaws."].map((p) => `${p}${region ?? "*"}.`);
  if (services.length === 0) return [...prefixes.map((prefix) => `${prefix}*`), `aws.*.${region ?? "*"}.*`];
  const names = services.flatMap((raw) => {
    const name = raw.replace(/:interface$/, "");
    return /^(cn\.)?com\.amazonaws\.|^aws\./.test(name) ? [name] : prefixes.map((prefix) => `${prefix}${name}`);
  });
  return [...new Set(names)].sort();
}
