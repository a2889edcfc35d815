/**
 * `shop`: a web shop on ECS in three zones. Private subnets reach AWS through NAT gateways, isolated ones do not; DNS
 * hostnames are off, so no endpoint can have private DNS yet.
 */
import { type Builder, tcp } from "./builder";
import type { TaskInterface } from "./ecs";
import { seedShopEcs } from "./shop-ecs";

const ZONES = ["a", "b", "c"] as const;

export async function seedShop(build: Builder): Promise<void> {
  const vpc = await build.vpc("shop", "10.20.0.0/16");
  const subnets = async (kind: string, cidr: (at: number) => string): Promise<string[]> => {
    const created: string[] = [];
    for (const [at, zone] of ZONES.entries())
      created.push(await build.subnet(vpc, `shop-${kind}-${zone}`, cidr(at), zone));
    return created;
  };
  const publics = await subnets("public", (at) => `10.20.${at}.0/24`);
  const privates = await subnets("private", (at) => `10.20.${16 + 4 * at}.0/22`);
  const isolated = await subnets("isolated", (at) => `10.20.${32 + at}.0/24`);
  for (const SubnetId of publics) {
    await build.call("ModifySubnetAttribute", { SubnetId, MapPublicIpOnLaunch: { Value: true } });
  }

  const GatewayId = await build.internetGateway(vpc, "shop");
  await build.routeTable(vpc, "shop-public", publics, { GatewayId });
  for (const [at, zone] of ZONES.entries()) {
    const NatGatewayId = await build.natGateway(publics[at] ?? "", `shop-nat-${zone}`);
    await build.routeTable(vpc, `shop-private-${zone}`, [privates[at] ?? ""], { NatGatewayId });
  }
  await build.routeTable(vpc, "shop-isolated", isolated);

  const web = await build.group(vpc, "shop-web", "Load balancer and web servers");
  const tasks = await build.group(vpc, "shop-tasks", "ECS tasks of the shop");
  const jobs = await build.group(vpc, "shop-jobs", "Nightly jobs without a way out");
  const functions = await build.group(vpc, "shop-functions", "Lambda functions");
  const database = await build.group(vpc, "shop-database", "PostgreSQL");
  await build.allow("Ingress", web, [
    tcp(80, 80, { cidr: "0.0.0.0/0" }, "redirects to HTTPS"),
    tcp(443, 443, { cidr: "0.0.0.0/0" }, "customers"),
  ]);
  await build.allow("Ingress", tasks, [tcp(8080, 8080, { group: web }, "from the load balancer")]);
  await build.allow("Ingress", database, [
    tcp(5432, 5432, { group: tasks }, "from tasks"),
    tcp(5432, 5432, { group: jobs }, "from jobs"),
  ]);
  for (const group of [tasks, jobs]) await build.closeEgress(group);
  await build.allow("Egress", tasks, [
    tcp(443, 443, { cidr: "0.0.0.0/0" }, "AWS APIs and payment providers"),
    tcp(5432, 5432, { group: database }, "to the database"),
  ]);
  await build.allow("Egress", jobs, [tcp(5432, 5432, { group: database }, "to the database")]);

  const [publicA = "", publicB = ""] = publics;
  const [privateA = "", privateB = "", privateC = ""] = privates;
  const [isolatedA = "", isolatedB = ""] = isolated;
  await build.instance("shop-web-1", publicA, web, "10.20.0.21");
  await build.instance("shop-web-2", publicB, web, "10.20.1.21");
  const toolsInstanceId = await build.instance("shop-tools", privateA, tasks, "10.20.16.10");
  for (const [subnetId, address] of [
    [publicA, "10.20.0.50"],
    [publicB, "10.20.1.50"],
  ] as const) {
    const description = "ELB app/shop/50dc6c495c0c9188";
    await build.managedInterface({ subnetId, groupId: web, address, description, requesterId: "amazon-elb" });
  }
  const attachments = [
    { subnetId: privateA, groupId: tasks, address: "10.20.16.31", uuid: "0d9c0a1e-6f6c-4a3a-9d0e-2b6a6f6c1a01" },
    { subnetId: privateA, groupId: tasks, address: "10.20.17.12", uuid: "1be7c5d2-52f4-4b8f-8a40-63b0d5b0aa02" },
    { subnetId: privateB, groupId: tasks, address: "10.20.20.44", uuid: "2c41f7b3-8d11-4e3c-b0a5-7a3f1f2cbb03" },
    { subnetId: privateC, groupId: tasks, address: "10.20.25.8", uuid: "3f0a92c4-1f77-4c55-93e2-54cb9d8ecc04" },
    { subnetId: isolatedA, groupId: jobs, address: "10.20.32.17", uuid: "4a5b6c7d-0c1d-4e2f-8a9b-0c1d2e3fdd05" },
    { subnetId: isolatedB, groupId: jobs, address: "10.20.33.17", uuid: "5d6e7f80-9a8b-4c7d-8e6f-5a4b3c2dee06" },
  ];
  const interfaces: TaskInterface[] = [];
  for (const { subnetId, groupId, address, uuid } of attachments) {
    const description = `arn:aws:ecs:us-east-1:000000000000:attachment/${uuid}`;
    const id = await build.managedInterface({ subnetId, groupId, address, description, requesterId: "amazon-ecs" });
    interfaces.push({ id, subnetId, address, attachment: uuid });
  }
  seedShopEcs(build, { privates, isolated, tasks, jobs, interfaces, toolsInstanceId });
  for (const [subnetId, address] of [
    [privateA, "10.20.16.77"],
    [privateB, "10.20.20.77"],
  ] as const) {
    await build.managedInterface({
      subnetId,
      groupId: functions,
      address,
      description: "AWS Lambda VPC ENI-shop-thumbnails-6b1f3a0c-77aa-4c1e-8f43-1d2c3b4a5f07",
      requesterId: "amazon-lambda",
      interfaceType: "lambda",
    });
  }
  for (const [subnetId, address] of [
    [isolatedA, "10.20.32.40"],
    [isolatedB, "10.20.33.40"],
  ] as const) {
    const description = "RDSNetworkInterface";
    await build.managedInterface({ subnetId, groupId: database, address, description, requesterId: "amazon-rds" });
  }
}
