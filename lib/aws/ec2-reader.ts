import type { VpcEndpoint as Ec2VpcEndpoint, Filter } from "@aws-sdk/client-ec2";
import { workloadInterfaces } from "#lib/core/network/routes/routes";
import type { Tags, VpcEndpoint, VpcEndpointId } from "#lib/core/network/snapshot";
import type { VpcSummary } from "#lib/core/network/vpc-summary";
import { workloadOf } from "#lib/core/network/workload";
import type { Identity, Target } from "#lib/core/run/target";
import { ALLOWANCE, type Allowance, isTooSlow, within } from "./client/allowance";
import { toAwsError } from "./client/errors";
import { isAwsError, type ReadGateway, type TaggedResource } from "./gateway";
import { describe } from "./read/describe";
import { endpointFrom, networkInterfaceFrom, tagsFrom, vpcFrom } from "./read/from-ec2";
import { readSnapshot } from "./read/snapshot";

type Carrier = { id: string; tags: Tags };

/**
 * Reads one account and Region, each read within an allowance. From here no code leads to a call that changes anything.
 */
export function readGateway(target: Target, allowance: Allowance = ALLOWANCE): ReadGateway {
  const ec2 = describe(target);
  const endpointOf = (one: Ec2VpcEndpoint): VpcEndpoint => endpointFrom(one, target.region);
  const bounded =
    <Args extends unknown[], T>(name: string, read: (...args: Args) => Promise<T>) =>
    (...args: Args): Promise<T> =>
      within(allowance, () => read(...args)).catch((error: unknown) => {
        throw isTooSlow(error) ? toAwsError(error, name, target) : error;
      });

  async function identity(): Promise<Identity> {
    // The alias is IAM's; Postern asks for no rights there.
    return { ...(await ec2.callerIdentity()), alias: null };
  }

  async function regions(): Promise<string[]> {
    const enabled = (await ec2.regions()).filter(({ OptInStatus }) => OptInStatus !== "not-opted-in");
    return enabled.flatMap(({ RegionName }) => RegionName ?? []).sort();
  }

  async function vpcs(): Promise<VpcSummary[]> {
    const [all, subnets, endpoints, interfaces, options] = await Promise.all([
      ec2.vpcs(),
      ec2.subnets(),
      ec2.vpcEndpoints(),
      ec2.networkInterfaces(),
      ec2.dhcpOptions(),
    ]);
    return Promise.all(
      all.map(async (vpc) => {
        const id = vpc.VpcId ?? "";
        const [enableDnsSupport, enableDnsHostnames] = await Promise.all([
          ec2.vpcAttribute(id, "enableDnsSupport"),
          ec2.vpcAttribute(id, "enableDnsHostnames"),
        ]);
        const dhcpOptions = options.find(({ DhcpOptionsId }) => DhcpOptionsId === vpc.DhcpOptionsId);
        const networkInterfaces = interfaces.filter(({ VpcId }) => VpcId === id).map(networkInterfaceFrom);
        const here = endpoints.filter(({ VpcId }) => VpcId === id).map(endpointOf);
        const workloads = workloadInterfaces({ networkInterfaces, endpoints: here });
        return {
          ...vpcFrom(vpc, { enableDnsSupport, enableDnsHostnames, dhcpOptions }),
          subnetCount: subnets.filter(({ VpcId }) => VpcId === id).length,
          endpointCount: here.filter(({ state }) => state !== "deleted").length,
          interfaces: countEach(networkInterfaces.map(({ interfaceType }) => interfaceType)),
          workloads: countEach(
            workloads.filter((one) => one.interfaceType !== "nat_gateway").map((one) => workloadOf(one).what),
          ),
        };
      }),
    );
  }

  async function endpoints(ids: readonly VpcEndpointId[]): Promise<VpcEndpoint[]> {
    if (ids.length === 0) return [];
    try {
      return (await ec2.vpcEndpointsById([...ids])).map(endpointOf);
    } catch (error) {
      if (!(isAwsError(error) && error.kind === "not-found")) throw error;
      // EC2 refuses the whole call for one id that it does not know.
      return ids.length === 1 ? [] : (await Promise.all(ids.map((id) => endpoints([id])))).flat();
    }
  }

  /** Things that EC2 still lists though they are deleted do not count. */
  const carriers: Record<TaggedResource, (tag: Filter[]) => Promise<Carrier[]>> = {
    "vpc-endpoint": async (tag) =>
      (await ec2.vpcEndpoints(tag)).map(endpointOf).filter(({ state }) => state !== "deleted"),
    "security-group": async (tag) =>
      (await ec2.securityGroups(tag)).map((group) => ({ id: group.GroupId ?? "", tags: tagsFrom(group.Tags) })),
    "security-group-rule": async (tag) =>
      (await ec2.securityGroupRules(tag)).map((r) => ({ id: r.SecurityGroupRuleId ?? "", tags: tagsFrom(r.Tags) })),
  };

  async function tagged(resourceType: TaggedResource, tags: Tags): Promise<string[]> {
    const wanted = Object.entries(tags);
    const found = await carriers[resourceType](wanted.map(([key, value]) => ({ Name: `tag:${key}`, Values: [value] })));
    return found.filter((one) => wanted.every(([key, value]) => one.tags[key] === value)).map(({ id }) => id);
  }

  return {
    identity: bounded("GetCallerIdentity", identity),
    regions: bounded("DescribeRegions", regions),
    vpcs: bounded("DescribeVpcs", vpcs),
    snapshot: bounded("DescribeVpcs", (vpcId, named = []) => readSnapshot(ec2, target, vpcId, named)),
    endpoints: bounded("DescribeVpcEndpoints", endpoints),
    tagged: bounded("DescribeTags", tagged),
  };
}

function countEach(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
