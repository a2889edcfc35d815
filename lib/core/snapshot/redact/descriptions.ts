/** Descriptions of interfaces: only the form by which a service's interfaces are known is kept (`network/interface-kind.ts`). */
import type { Tokens } from "./tokens";

const FORMS: readonly (readonly [RegExp, (tokens: Tokens, ...groups: string[]) => string])[] = [
  [
    /^arn:(aws[\w-]*):ecs:([^:]*):(\d*):attachment\/(.+)$/,
    ({ account, name }, partition = "", region = "", owner = "", id = "") =>
      `arn:${partition}:ecs:${region}:${account(owner)}:attachment/${name(id)}`,
  ],
  [/^AWS Lambda VPC ENI-(.+)$/, ({ name }, fn = "") => `AWS Lambda VPC ENI-${name(fn)}`],
  [/^ELB (app|net|gwy)\/(.+)$/, ({ name }, kind = "", rest = "") => `ELB ${kind}/${name(rest)}`],
  [/^ELB (.+)$/, ({ name }, rest = "") => `ELB ${name(rest)}`],
  [/^VPC Endpoint Interface (.+)$/, ({ ids }, id = "") => `VPC Endpoint Interface ${ids(id)}`],
  [/^Interface for NAT Gateway (.+)$/, ({ ids }, id = "") => `Interface for NAT Gateway ${ids(id)}`],
  [/^Route 53 Resolver: (rslvr-(?:in|out)-[0-9a-z]+)/, ({ ids }, id = "") => `Route 53 Resolver: ${ids(id)}`],
  [/^EFS mount target for /, () => "EFS mount target for fs-00000000000000000"],
  [/^ElastiCache /, () => "ElastiCache node"],
  [/^RDSNetworkInterface$/, () => "RDSNetworkInterface"],
];

export function redactedDescription(description: string, tokens: Tokens): string {
  for (const [form, write] of FORMS) {
    const found = form.exec(description);
    if (found) return write(tokens, ...found.slice(1));
  }
  return "";
}
