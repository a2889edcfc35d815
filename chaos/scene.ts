/** The account and the wish that chaos is about: a plan with every operation that a run can need. */
import { type Intent, intentSchema } from "#lib/core/intent";
import type { Snapshot } from "#lib/core/network";
import { account, rule } from "#lib/core/testing/account";

/**
 * A VPC with both DNS attributes off, tasks that may send to a partner only, and an old endpoint for images in one of its two
 * subnets, which admits others than the tasks.
 */
export function chaosScene(
  accountId: string,
  cutover: "safe" | "direct" = "safe",
): { snapshot: Snapshot; intent: Intent } {
  const shop = account({ enableDnsSupport: false, enableDnsHostnames: false });
  const subnets = [shop.subnet("a"), shop.subnet("b")];
  shop.routeTable(subnets, [shop.nat()]);
  const tasks = shop.group("tasks", { egress: [rule("192.0.2.0/24")] });
  for (const [index, subnet] of subnets.entries()) shop.networkInterface(subnet, [tasks], `10.0.${index + 1}.10`);
  const old = shop.group("old-endpoints", { ingress: [rule("10.99.0.0/16")] });
  const [first] = subnets;
  if (!first) throw new Error("a scene without subnets");
  const own = shop.networkInterface(first, [old], "10.0.1.200", { interfaceType: "vpc_endpoint" });
  shop.endpoint("ecr.api", {
    subnetIds: [first],
    securityGroupIds: [old],
    networkInterfaceIds: [own],
    privateDnsEnabled: false,
  });
  const intent = intentSchema.parse({
    version: 1,
    region: "us-east-1",
    vpcId: shop.vpcId,
    services: ["ecs", "ecr.api", "logs", "s3"],
    subnetIds: subnets,
    clientSecurityGroupIds: [tasks],
    cutover,
  });
  const text = JSON.stringify(shop.snapshot());
  return { intent, snapshot: JSON.parse(text.replaceAll("111122223333", accountId)) as Snapshot };
}
