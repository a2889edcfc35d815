/**
 * Every action that Postern calls, for whom, on what and under which conditions: the one table behind the policies that
 * `postern iam` prints and the statements that errors name. Resource types and condition keys of each action: Service
 * Authorization Reference, "Actions, resources, and condition keys for Amazon EC2".
 */
import { ec2Arn, type IamScope, serviceNames } from "./scope";

/** What credentials are for: describe calls, or a run's changes and the reads around them. */
export type Access = "read" | "apply";

export type Conditions = { [operator: string]: { [key: string]: string | string[] } };

export type Entry = {
  sid: string;
  of: readonly Access[];
  actions: readonly string[];
  /** What Postern does without it; the other entries are needed. */
  optional?: string;
  /** `*` where it is left out. */
  resources?: (scope: IamScope) => string[];
  conditions?: (scope: IamScope) => Conditions;
};

const BOTH: readonly Access[] = ["read", "apply"];
const APPLY: readonly Access[] = ["apply"];

/** Most describe calls know no resources; the Region is all that they can be held to. */
const inRegion = ({ region }: IamScope): Conditions =>
  region ? { StringEquals: { "aws:RequestedRegion": region } } : {};

const inVpc = (scope: IamScope): Conditions =>
  scope.vpcId ? { ArnLike: { "ec2:Vpc": ec2Arn(scope, "vpc", scope.vpcId) } } : {};

/** Any value: runs and scripts write ids of their own. `StringLike` asks for the tag to be there. */
const SOME = "?*";
const taggedAsOurs = (): Conditions => ({ StringLike: { "aws:RequestTag/postern:run": SOME } });
const carriesOurTag = (): Conditions => ({ StringLike: { "aws:ResourceTag/postern:run": SOME } });

/** AWS's own services have the owner `amazon` (AWS PrivateLink guide, identity-based policy examples). */
const newEndpoint = (scope: IamScope): Conditions => ({
  StringLike: { "ec2:VpceServiceName": serviceNames(scope), "aws:RequestTag/postern:run": SOME },
  ...(scope.services.length === 0 ? { StringEquals: { "ec2:VpceServiceOwner": "amazon" } } : {}),
});

const EC2_READS = [
  "DescribeDhcpOptions",
  "DescribeManagedPrefixLists",
  "DescribeNetworkAcls",
  "DescribeNetworkInterfaces",
  "DescribePrefixLists",
  "DescribeRouteTables",
  "DescribeSecurityGroups",
  "DescribeSubnets",
  "DescribeVpcAttribute",
  "DescribeVpcEndpointServices",
  "DescribeVpcEndpoints",
  "DescribeVpcs",
].map((name) => `ec2:${name}`);

const RULES = ["ec2:AuthorizeSecurityGroupEgress", "ec2:AuthorizeSecurityGroupIngress"];

export const TABLE: readonly Entry[] = [
  { sid: "PosternRead", of: BOTH, actions: EC2_READS, conditions: inRegion },
  { sid: "PosternRead", of: ["read"], actions: ["ec2:DescribeRegions"], conditions: inRegion },
  // Runs find their own rules by their tags.
  { sid: "PosternRead", of: APPLY, actions: ["ec2:DescribeSecurityGroupRules"], conditions: inRegion },
  {
    sid: "PosternReadPrefixLists",
    of: BOTH,
    actions: ["ec2:GetManagedPrefixListEntries"],
    optional: "rules and routes that name a prefix list of your own are taken to cover nothing",
    resources: ({ region, ...scope }) => [ec2Arn({ ...scope, region, accountId: null }, "prefix-list")],
  },
  {
    sid: "PosternReadNames",
    of: BOTH,
    actions: [
      "route53:ListHostedZonesByVPC",
      "route53resolver:ListResolverRuleAssociations",
      "route53resolver:ListResolverRules",
    ],
    optional: "private hosted zones and Resolver rules that conflict with private DNS are not detected beforehand",
  },
  {
    sid: "PosternReadProfiles",
    of: BOTH,
    actions: ["route53profiles:ListProfileAssociations", "route53profiles:ListProfileResourceAssociations"],
    optional: "zones, rules and endpoints that Route 53 Profiles bring to the VPC are not seen",
  },
  {
    sid: "PosternReadZones",
    of: BOTH,
    actions: ["route53:GetHostedZone", "route53:ListResourceRecordSets"],
    optional: "private hosted zones with names of AWS services are seen, but not where they lead",
  },
  {
    sid: "PosternReadDnsFirewall",
    of: BOTH,
    actions: [
      "route53resolver:ListFirewallDomains",
      "route53resolver:ListFirewallRuleGroupAssociations",
      "route53resolver:ListFirewallRules",
    ],
    optional: "DNS Firewall rules that block names of AWS services are not seen",
  },
  {
    sid: "PosternReadQuotas",
    of: BOTH,
    actions: ["servicequotas:ListServiceQuotas"],
    optional: "quotas are taken to be AWS's defaults, and only warned of",
  },
  {
    sid: "PosternReadPrices",
    of: BOTH,
    actions: ["pricing:GetProducts"],
    optional: "costs come from the list prices built into Postern",
  },
  {
    sid: "PosternReadEcs",
    of: ["read"],
    actions: [
      "DescribeCapacityProviders",
      "DescribeClusters",
      "DescribeContainerInstances",
      "DescribeServices",
      "DescribeTaskDefinition",
      "DescribeTasks",
      "ListClusters",
      "ListContainerInstances",
      "ListServices",
      "ListTasks",
    ].map((name) => `ecs:${name}`),
    optional: "which endpoints an ECS service needs is not derived from it, and stopped tasks are not explained",
    conditions: inRegion,
  },
  {
    // IAM is global: no Region to hold it to.
    sid: "PosternReadTaskRoles",
    of: ["read"],
    actions: ["GetPolicy", "GetPolicyVersion", "GetRolePolicy", "ListAttachedRolePolicies", "ListRolePolicies"].map(
      (name) => `iam:${name}`,
    ),
    optional: "what task roles allow is not listed beside what an ECS service needs",
  },
  {
    sid: "PosternCheckPolicies",
    of: ["read"],
    actions: ["access-analyzer:ValidatePolicy"],
    optional: "endpoint policies are checked by Postern's own rules only",
  },
  {
    sid: "PosternInVpc",
    of: APPLY,
    actions: ["ec2:CreateSecurityGroup", "ec2:CreateVpcEndpoint", "ec2:ModifyVpcAttribute"],
    resources: (scope) => [ec2Arn(scope, "vpc", scope.vpcId ?? "*")],
  },
  {
    sid: "PosternPlaceEndpoints",
    of: APPLY,
    actions: ["ec2:CreateVpcEndpoint", "ec2:ModifyVpcEndpoint"],
    resources: (scope) => ["route-table", "security-group", "subnet"].map((type) => ec2Arn(scope, type)),
  },
  {
    sid: "PosternCreateEndpoints",
    of: APPLY,
    actions: ["ec2:CreateVpcEndpoint"],
    resources: (scope) => [ec2Arn(scope, "vpc-endpoint")],
    conditions: newEndpoint,
  },
  {
    // Existing endpoints are used and added to; this action knows no service names.
    sid: "PosternModifyEndpoints",
    of: APPLY,
    actions: ["ec2:ModifyVpcEndpoint"],
    resources: (scope) => [ec2Arn(scope, "vpc-endpoint")],
  },
  {
    sid: "PosternCreateGroups",
    of: APPLY,
    actions: ["ec2:CreateSecurityGroup"],
    resources: (scope) => [ec2Arn(scope, "security-group")],
    conditions: taggedAsOurs,
  },
  {
    // The workloads' own groups get rules, and a rollback takes exactly those away again, by their ids.
    sid: "PosternChangeRules",
    of: APPLY,
    actions: [...RULES, "ec2:RevokeSecurityGroupEgress", "ec2:RevokeSecurityGroupIngress"],
    resources: (scope) => [ec2Arn(scope, "security-group")],
    conditions: inVpc,
  },
  {
    sid: "PosternCreateRules",
    of: APPLY,
    actions: RULES,
    resources: (scope) => [ec2Arn(scope, "security-group-rule")],
    conditions: taggedAsOurs,
  },
  {
    // Only what is being created (EC2 user guide, "Grant permission to tag resources during creation").
    sid: "PosternTagWhatIsCreated",
    of: APPLY,
    actions: ["ec2:CreateTags"],
    resources: (scope) => ["security-group", "security-group-rule", "vpc-endpoint"].map((type) => ec2Arn(scope, type)),
    conditions: () => ({
      StringEquals: {
        "ec2:CreateAction": [...RULES, "ec2:CreateSecurityGroup", "ec2:CreateVpcEndpoint"].map((action) =>
          action.slice("ec2:".length),
        ),
      },
    }),
  },
  {
    sid: "PosternRollBack",
    of: APPLY,
    actions: ["ec2:DeleteSecurityGroup", "ec2:DeleteVpcEndpoints"],
    resources: (scope) => ["security-group", "vpc-endpoint"].map((type) => ec2Arn(scope, type)),
    conditions: carriesOurTag,
  },
  {
    // EC2 associates a hosted zone of AWS's own, whose ARN cannot be known beforehand.
    sid: "PosternPrivateDns",
    of: APPLY,
    actions: ["route53:AssociateVPCWithHostedZone"],
  },
];
