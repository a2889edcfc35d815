/** The account that the sandbox starts with. */
import { sandboxScope } from "../ec2-rules/call";
import type { Ec2 } from "../ec2-rules/ec2";
import { builder } from "./builder";
import { seedLegacy } from "./legacy";
import { seedShop } from "./shop";

/** Services that some zone lacks, as in any Region. */
const FEWER_ZONES = { "com.amazonaws.us-east-1.xray": ["a", "b", "d", "f"] };

/** Makes the VPCs `shop`, `legacy` and `empty` in us-east-1. */
export async function seedAccount(ec2: Ec2): Promise<void> {
  const build = builder(ec2, sandboxScope);
  for (const [id, zones] of Object.entries(FEWER_ZONES)) {
    ec2.note(sandboxScope, "services", { id, availabilityZones: zones.map((zone) => `${sandboxScope.region}${zone}`) });
  }
  await seedShop(build);
  await seedLegacy(build);
  await build.vpc("empty", "10.60.0.0/16");
}
