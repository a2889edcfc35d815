/** EC2's describe calls, each with all its pages. */
import {
  DescribeRegionsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcEndpointServicesCommand,
  type DescribeVpcEndpointServicesCommandOutput,
  type EC2Client,
  type EC2PaginationConfiguration,
  type Filter,
  paginateDescribeDhcpOptions,
  paginateDescribeManagedPrefixLists,
  paginateDescribeNetworkAcls,
  paginateDescribeNetworkInterfaces,
  paginateDescribePrefixLists,
  paginateDescribeRouteTables,
  paginateDescribeSecurityGroupRules,
  paginateDescribeSecurityGroups,
  paginateDescribeSubnets,
  paginateDescribeVpcEndpoints,
  paginateDescribeVpcs,
  paginateGetManagedPrefixListEntries,
} from "@aws-sdk/client-ec2";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { tooLarge } from "#lib/aws/client/allowance";
import { noteAccount, withClients } from "#lib/aws/client/clients";
import { NOT_AWS } from "#lib/aws/client/errors";
import type { Target } from "#lib/core/run/target";

/** EC2 API reference: MaxResults goes up to 1,000, for a few calls only to 100. */
const PAGE = 1000;
const SMALL_PAGE = 100;

/** Twenty times the interfaces of a large account; AWS's own quotas for the rest are lower still. */
const MOST_ITEMS = 100_000;
const MOST_PAGES = 1_000;

export type Describe = ReturnType<typeof describe>;

/** Read calls on one target. Filters, unlike ids, make no error of what does not exist. */
export function describe(target: Target) {
  const all = <Page extends { NextToken?: string | undefined }, Item>(
    operation: string,
    paginate: (config: EC2PaginationConfiguration) => AsyncIterable<Page>,
    itemsOf: (page: Page) => Item[] | undefined,
    pageSize: number | null = PAGE,
  ): Promise<Item[]> =>
    withClients(target, operation, ({ ec2 }) =>
      allPages(paginate({ client: ec2, ...(pageSize === null ? {} : { pageSize }) }), itemsOf),
    );

  return {
    callerIdentity: () =>
      withClients(target, "GetCallerIdentity", async ({ sts }) => {
        const { Account, Arn } = await sts.send(new GetCallerIdentityCommand({}));
        if (Account && Arn) {
          noteAccount(target, Account);
          return { accountId: Account, arn: Arn };
        }
        // A web page (a proxy's, a sign-in's) reads like an account in which nothing is.
        throw Object.assign(new Error("The response names no account."), { code: NOT_AWS });
      }),
    regions: () =>
      withClients(target, "DescribeRegions", async ({ ec2 }) => {
        const { Regions } = await ec2.send(new DescribeRegionsCommand({ AllRegions: false }));
        return Regions ?? [];
      }),
    vpcAttribute: (vpcId: string, attribute: "enableDnsSupport" | "enableDnsHostnames") =>
      withClients(target, "DescribeVpcAttribute", async ({ ec2 }) => {
        const response = await ec2.send(new DescribeVpcAttributeCommand({ VpcId: vpcId, Attribute: attribute }));
        const value = attribute === "enableDnsSupport" ? response.EnableDnsSupport : response.EnableDnsHostnames;
        return value?.Value ?? false;
      }),
    services: () =>
      withClients(target, "DescribeVpcEndpointServices", ({ ec2 }) =>
        allPages(servicePages(ec2), (page) => page.ServiceDetails),
      ),
    vpcs: (Filters?: Filter[]) =>
      all(
        "DescribeVpcs",
        (config) => paginateDescribeVpcs(config, input(Filters)),
        (page) => page.Vpcs,
      ),
    dhcpOptions: (Filters?: Filter[]) =>
      all(
        "DescribeDhcpOptions",
        (config) => paginateDescribeDhcpOptions(config, input(Filters)),
        (page) => page.DhcpOptions,
      ),
    subnets: (Filters?: Filter[]) =>
      all(
        "DescribeSubnets",
        (config) => paginateDescribeSubnets(config, input(Filters)),
        (page) => page.Subnets,
      ),
    routeTables: (Filters?: Filter[]) =>
      all(
        "DescribeRouteTables",
        (config) => paginateDescribeRouteTables(config, input(Filters)),
        (page) => page.RouteTables,
        SMALL_PAGE,
      ),
    networkAcls: (Filters?: Filter[]) =>
      all(
        "DescribeNetworkAcls",
        (config) => paginateDescribeNetworkAcls(config, input(Filters)),
        (page) => page.NetworkAcls,
      ),
    securityGroups: (Filters?: Filter[]) =>
      all(
        "DescribeSecurityGroups",
        (config) => paginateDescribeSecurityGroups(config, input(Filters)),
        (page) => page.SecurityGroups,
      ),
    securityGroupRules: (Filters?: Filter[]) =>
      all(
        "DescribeSecurityGroupRules",
        (config) => paginateDescribeSecurityGroupRules(config, input(Filters)),
        (page) => page.SecurityGroupRules,
      ),
    networkInterfaces: (Filters?: Filter[]) =>
      all(
        "DescribeNetworkInterfaces",
        (config) => paginateDescribeNetworkInterfaces(config, input(Filters)),
        (page) => page.NetworkInterfaces,
      ),
    vpcEndpoints: (Filters?: Filter[]) =>
      all(
        "DescribeVpcEndpoints",
        (config) => paginateDescribeVpcEndpoints(config, input(Filters)),
        (page) => page.VpcEndpoints,
      ),
    /** Refused as not found when EC2 does not know one of them. Ids and a page's size do not go together. */
    vpcEndpointsById: (VpcEndpointIds: string[]) =>
      all(
        "DescribeVpcEndpoints",
        (config) => paginateDescribeVpcEndpoints(config, { VpcEndpointIds }),
        (page) => page.VpcEndpoints,
        null,
      ),
    managedPrefixLists: () =>
      all(
        "DescribeManagedPrefixLists",
        (config) => paginateDescribeManagedPrefixLists(config, {}),
        (page) => page.PrefixLists,
        SMALL_PAGE,
      ),
    /** AWS's own lists, with their CIDRs. */
    prefixLists: () =>
      all(
        "DescribePrefixLists",
        (config) => paginateDescribePrefixLists(config, {}),
        (page) => page.PrefixLists,
      ),
    prefixListEntries: (PrefixListId: string) =>
      all(
        "GetManagedPrefixListEntries",
        (config) => paginateGetManagedPrefixListEntries(config, { PrefixListId }),
        (page) => page.Entries,
        SMALL_PAGE,
      ),
  };
}

function input(filters: Filter[] | undefined): { Filters?: Filter[] } {
  return filters ? { Filters: filters } : {};
}

/** The SDK has no paginator for this call. */
async function* servicePages(ec2: EC2Client): AsyncGenerator<DescribeVpcEndpointServicesCommandOutput> {
  let token: string | undefined;
  do {
    const page = await ec2.send(
      new DescribeVpcEndpointServicesCommand({ MaxResults: PAGE, ...(token ? { NextToken: token } : {}) }),
    );
    yield page;
    token = page.NextToken;
  } while (token);
}

/**
 * What all pages hold. A list that goes round in circles or does not end is no list: half of it would make a plan that is
 * wrong, so that it throws `NOT_AWS` or `tooLarge`.
 */
async function allPages<Page extends { NextToken?: string | undefined }, Item>(
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => Item[] | undefined,
): Promise<Item[]> {
  const items: Item[] = [];
  const tokens = new Set<string>();
  for await (const page of pages) {
    for (const item of itemsOf(page) ?? []) items.push(item);
    if (items.length > MOST_ITEMS) throw tooLarge(`there are more than ${MOST_ITEMS.toLocaleString("en")} of them`);
    if (!page.NextToken) break;
    if (tokens.has(page.NextToken)) throw Object.assign(new Error("A page comes again."), { code: NOT_AWS });
    tokens.add(page.NextToken);
    if (tokens.size >= MOST_PAGES) throw tooLarge(`they are on more than ${MOST_PAGES.toLocaleString("en")} pages`);
  }
  return items;
}
