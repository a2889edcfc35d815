/** Ready endpoint policies with parameters. Statements are for everybody: who may call is a condition, as gateways need it. */

import { partitionOf } from "#lib/core/network/services/partition";
import { layerBucketArn } from "./image-layers";

export type PolicyPreset =
  | { name: "full" }
  | { name: "account"; accountId: string; layers: boolean }
  | { name: "organization"; organizationId: string; layers: boolean }
  | { name: "ecs-read-only" }
  | { name: "ecs-cluster"; accountId: string; cluster: string; taskDefinitions: boolean }
  | { name: "ecr-pull"; accountId: string; repositories: string[] }
  | { name: "ecr-layers" };

export type PresetName = PolicyPreset["name"];

type Statement = {
  Sid: string;
  Effect: "Allow";
  Principal: "*";
  Action: string | string[];
  Resource: string | string[];
  Condition?: Record<string, Record<string, string>>;
};
export type Policy = { Version: "2012-10-17"; Statement: Statement[] };

const allow = (Sid: string, rest: Pick<Statement, "Action" | "Resource" | "Condition">): Statement => ({
  Sid,
  Effect: "Allow",
  Principal: "*",
  ...rest,
});

/** What a cluster holds: resource types of ECS whose ARN continues with the cluster's name (service authorization reference). */
const IN_CLUSTER = [
  "service",
  "task",
  "container-instance",
  "task-set",
  "service-deployment",
  "service-revision",
  "daemon",
  "daemon-deployment",
  "daemon-revision",
];

/** Actions whose resource is not in the cluster, or that have none, and whose cluster is in the condition key `ecs:cluster`. */
const BY_CLUSTER_KEY = ["ecs:RunTask", "ecs:StartTask", "ecs:ListTasks", "ecs:ListServices", "ecs:ListDaemons"];

/** Actions that belong to no cluster, and that clients and agents of a cluster make nevertheless. */
const OF_NO_CLUSTER = [
  "ecs:DiscoverPollEndpoint",
  "ecs:DescribeTaskDefinition",
  "ecs:ListTaskDefinitions",
  "ecs:ListTaskDefinitionFamilies",
  "ecs:ListClusters",
];

const layers = (region: string): Statement =>
  allow("EcrImageLayers", { Action: "s3:GetObject", Resource: layerBucketArn(region) });

function ecsCluster(region: string, preset: PolicyPreset & { name: "ecs-cluster" }): Statement[] {
  const arn = (rest: string) => `arn:${partitionOf(region)}:ecs:${region}:${preset.accountId}:${rest}`;
  const cluster = arn(`cluster/${preset.cluster}`);
  return [
    allow("OneCluster", {
      Action: "ecs:*",
      Resource: [cluster, ...IN_CLUSTER.map((type) => arn(`${type}/${preset.cluster}/*`))],
    }),
    allow("ByCluster", { Action: BY_CLUSTER_KEY, Resource: "*", Condition: { ArnEquals: { "ecs:cluster": cluster } } }),
    allow("OfNoCluster", { Action: OF_NO_CLUSTER, Resource: "*" }),
    ...(preset.taskDefinitions
      ? [
          allow("TaskDefinitions", {
            Action: ["ecs:RegisterTaskDefinition", "ecs:DeregisterTaskDefinition"],
            Resource: "*",
          }),
          allow("TagTaskDefinitions", { Action: "ecs:TagResource", Resource: arn("task-definition/*") }),
        ]
      : []),
  ];
}

/** The ARN of a repository; an ARN is left unchanged. */
function repositoryArn(region: string, accountId: string, repository: string): string {
  return repository.startsWith("arn:")
    ? repository
    : `arn:${partitionOf(region)}:ecr:${region}:${accountId}:repository/${repository}`;
}

const STATEMENTS: {
  [Name in PresetName]: (region: string, preset: PolicyPreset & { name: Name }) => Statement[];
} = {
  full: () => [allow("FullAccess", { Action: "*", Resource: "*" })],
  account: (region, preset) => [
    allow("AccountOnly", {
      Action: "*",
      Resource: "*",
      Condition: { StringEquals: { "aws:PrincipalAccount": preset.accountId } },
    }),
    ...(preset.layers ? [layers(region)] : []),
  ],
  organization: (region, preset) => [
    allow("OrganizationOnly", {
      Action: "*",
      Resource: "*",
      Condition: { StringEquals: { "aws:PrincipalOrgID": preset.organizationId } },
    }),
    ...(preset.layers ? [layers(region)] : []),
  ],
  "ecs-read-only": () => [allow("ReadOnly", { Action: ["ecs:Describe*", "ecs:List*"], Resource: "*" })],
  "ecs-cluster": ecsCluster,
  "ecr-pull": (region, { accountId, repositories }) => [
    allow("LogIn", { Action: "ecr:GetAuthorizationToken", Resource: "*" }),
    allow("Pull", {
      Action: ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"],
      Resource: repositories.map((repository) => repositoryArn(region, accountId, repository)),
    }),
  ],
  "ecr-layers": (region) => [layers(region)],
};

/** The policy of a preset in a Region. */
export function presetPolicy<Name extends PresetName>(region: string, preset: PolicyPreset & { name: Name }): Policy {
  return { Version: "2012-10-17", Statement: STATEMENTS[preset.name as Name](region, preset) };
}

/** A service's key without the mark of its twin or of its FIPS endpoint. */
const plainKey = (key: string): string => key.replace(/:interface$/, "").replace(/-fips$/, "");

/** Presets that make sense for a service, by its short name (`ecs`, `ecr.api`, `s3`, `s3:interface`). */
export function presetsFor(key: string): PresetName[] {
  const plain = plainKey(key);
  return [
    "full",
    "account",
    "organization",
    ...(plain === "ecs" ? (["ecs-read-only"] as const) : []),
    ...(/^ecs(?:-agent|-telemetry)?$/.test(plain) ? (["ecs-cluster"] as const) : []),
    ...(/^ecr\.(?:api|dkr)$/.test(plain) ? (["ecr-pull"] as const) : []),
    // An S3 interface endpoint does not serve layers.
    ...(key === "s3" ? (["ecr-layers"] as const) : []),
  ];
}

const UNSIGNED: Readonly<Record<string, string>> = {
  s3: "Unsigned requests and those signed by others: packages of Amazon Linux and SSM Agent, public data sets, addresses that another account signed.",
  sts: "AssumeRoleWithWebIdentity and AssumeRoleWithSAML, which are unsigned: roles of Kubernetes service accounts use the first.",
  "execute-api": "Calls to private APIs without IAM authorization.",
};

/** What does not pass any more with a preset on a service, as sentences or parts of a list. */
export function presetBreaks(preset: PolicyPreset, key: string): string[] {
  switch (preset.name) {
    case "full":
      return [];
    case "account":
    case "organization": {
      const plain = plainKey(key);
      const who = preset.name === "account" ? "other accounts" : "accounts outside the organization";
      return [
        `Calls by roles and users of ${who}.`,
        ...(UNSIGNED[plain] ? [UNSIGNED[plain]] : []),
        ...(plain === "s3" && !preset.layers
          ? ["Image layers of ECR: their downloads are not signed by the caller, so tasks cannot pull images."]
          : []),
      ];
    }
    case "ecs-read-only":
      return [
        "All mutating actions: deployments, starting and stopping tasks, ECS Exec.",
        "Container instances that register themselves here.",
      ];
    case "ecs-cluster":
      return [
        "Every other cluster, and capacity providers and settings of the account.",
        ...(preset.taskDefinitions ? [] : ["Registering task definitions, as most deployments do."]),
        "Tasks and services that still have ARNs of the old, short form.",
      ];
    case "ecr-pull":
      return [
        "Every other repository, of other registries too.",
        "Pushing images, and the first pull through a pull-through cache, which creates resources.",
      ];
    case "ecr-layers":
      return [
        "Every other bucket: your own, packages of Amazon Linux and SSM Agent, layers of Lambda, templates of CloudFormation.",
      ];
    default:
      return preset satisfies never;
  }
}
