/** A preset as raw text from a form, valid or not, parsed into a `PolicyPreset`; and the inverse, from JSON. */
import { z } from "zod";
import { partitionOf } from "#lib/core/network/services/partition";
import { canonicalJson } from "#lib/core/text/canonical";
import { rawText } from "#lib/core/text/raw-text";
import { isForEverybody, statementsOf, textsOf } from "./policy";
import { type PolicyPreset, type PresetName, presetPolicy } from "./presets";

const names = [
  "full",
  "account",
  "organization",
  "ecs-read-only",
  "ecs-cluster",
  "ecr-pull",
  "ecr-layers",
] as const satisfies readonly PresetName[];

/** All parameters are stored together, so that switching to another preset loses none. */
export const presetFields = z.strictObject({
  name: z.enum(names),
  accountId: rawText(100),
  organizationId: rawText(100),
  /** Name or ARN. */
  cluster: rawText(500),
  /** Names, patterns or ARNs, one a line. */
  repositories: rawText(20_000),
  taskDefinitions: z.boolean(),
  layers: z.boolean(),
});
export type PresetFields = z.output<typeof presetFields>;
export type PresetParameter = Exclude<keyof PresetFields, "name">;

/** A preset not filled in yet. `layers`: it is for the S3 endpoint that serves image layers. */
export function emptyPreset(name: PresetName, { accountId = "", layers = false } = {}): PresetFields {
  return { name, accountId, organizationId: "", cluster: "", repositories: "", taskDefinitions: false, layers };
}

/** Which parameters each preset asks for; `layers` is asked on S3 only. */
export const presetParameters: Readonly<Record<PresetName, readonly PresetParameter[]>> = {
  full: [],
  account: ["accountId", "layers"],
  organization: ["organizationId", "layers"],
  "ecs-read-only": [],
  "ecs-cluster": ["cluster", "accountId", "taskDefinitions"],
  "ecr-pull": ["repositories", "accountId"],
  "ecr-layers": [],
};

export type PresetProblem = { parameter: PresetParameter; message: string };
type Read<T> = { value: T } | { problem: string };

function accountOf(text: string): Read<string> {
  const value = text.trim().replaceAll("-", "");
  if (value === "") return { problem: "Enter the account's id." };
  return /^\d{12}$/.test(value) ? { value } : { problem: "An account's id has 12 digits." };
}

/** AWS Organizations API reference, Organization: Id. */
function organizationOf(text: string): Read<string> {
  const value = text.trim();
  if (value === "") return { problem: "Enter the organization's id." };
  return /^o-[a-z0-9]{10,32}$/.test(value)
    ? { value }
    : { problem: "An organization's id is o- and 10 to 32 small letters and digits." };
}

/** ECS API reference, CreateCluster: up to 255 letters, digits, hyphens and underscores. */
function clusterOf(text: string, region: string): Read<{ name: string; accountId: string | null }> {
  const value = text.trim();
  if (value === "") return { problem: "Enter the cluster's name." };
  const arn = /^arn:([a-z-]+):ecs:([a-z0-9-]+):(\d{12}):cluster\/([A-Za-z0-9_-]{1,255})$/.exec(value);
  if (arn) {
    const [, partition, there, accountId = "", name = ""] = arn;
    if (partition !== partitionOf(region) || there !== region) {
      return { problem: `This cluster is in ${there}; the endpoint serves ${region}.` };
    }
    return { value: { name, accountId } };
  }
  return /^[A-Za-z0-9_-]{1,255}$/.test(value)
    ? { value: { name: value, accountId: null } }
    : { problem: "A cluster's name has up to 255 letters, digits, hyphens and underscores. Its ARN does as well." };
}

/** ECR API reference, CreateRepository: repositoryName. A star matches any letters, so it counts as one. */
const isRepository = (name: string): boolean =>
  name === "*" ||
  /^(?=.{2,256}$)(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/.test(name.replaceAll("*", "x"));

function repositoriesOf(text: string, region: string): Read<string[]> {
  const all = [...new Set(text.split(/[\s,]+/).filter(Boolean))];
  if (all.length === 0) return { problem: "Enter at least one repository." };
  const read: string[] = [];
  for (const repository of all) {
    const arn = /^arn:([a-z-]+):ecr:([a-z0-9-]+):(\d{12}):repository\/(.+)$/.exec(repository);
    if (arn && (arn[1] !== partitionOf(region) || arn[2] !== region)) {
      return { problem: `${repository} is in ${arn[2]}; the endpoint serves ${region}.` };
    }
    if (!isRepository(arn?.[4] ?? repository)) {
      return {
        problem: `${repository} is not a repository's name: small letters, digits and . _ - / with * for several. Its ARN does as well.`,
      };
    }
    read.push(repository);
  }
  return { value: read };
}

/** The preset that is filled in; or what is wrong with which parameter. */
export function readPreset(
  fields: PresetFields,
  region: string,
): { ok: true; preset: PolicyPreset } | { ok: false; problems: PresetProblem[] } {
  const problems: PresetProblem[] = [];
  const take = <T>(parameter: PresetParameter, read: Read<T>, otherwise: T): T => {
    if ("value" in read) return read.value;
    problems.push({ parameter, message: read.problem });
    return otherwise;
  };
  const preset = ((): PolicyPreset => {
    const { name, layers, taskDefinitions } = fields;
    switch (name) {
      case "full":
      case "ecs-read-only":
      case "ecr-layers":
        return { name };
      case "account":
        return { name, accountId: take("accountId", accountOf(fields.accountId), ""), layers };
      case "organization":
        return { name, organizationId: take("organizationId", organizationOf(fields.organizationId), ""), layers };
      case "ecs-cluster": {
        const cluster = take("cluster", clusterOf(fields.cluster, region), { name: "", accountId: null });
        const accountId = cluster.accountId ?? take("accountId", accountOf(fields.accountId), "");
        return { name, accountId, cluster: cluster.name, taskDefinitions };
      }
      case "ecr-pull": {
        const repositories = take("repositories", repositoriesOf(fields.repositories, region), []);
        const own = repositories.some((repository) => !repository.startsWith("arn:"));
        const accountId = own || repositories.length === 0 ? take("accountId", accountOf(fields.accountId), "") : "";
        return { name, accountId, repositories };
      }
      default:
        return name satisfies never;
    }
  })();
  return problems.length === 0 ? { ok: true, preset } : { ok: false, problems };
}

/** The fields that a preset is filled in with. */
export function fieldsOf(preset: PolicyPreset): PresetFields {
  const { name, ...rest } = preset;
  const fields = { ...emptyPreset(name), ...rest };
  return {
    ...fields,
    repositories: preset.name === "ecr-pull" ? preset.repositories.join("\n") : "",
  };
}

/** The preset that a policy was created from, or null: it must be that very policy, so that nothing of it is lost. */
export function recognizePreset(policy: unknown, region: string): PolicyPreset | null {
  const wanted = canonicalJson(policy);
  const found = candidates(policy).find((preset) => canonicalJson(presetPolicy(region, preset)) === wanted);
  return found ?? null;
}

function candidates(policy: unknown): PolicyPreset[] {
  const [first, second] = statementsOf(policy);
  if (!first || !isForEverybody(first)) return [];
  const layers = second?.Sid === "EcrImageLayers";
  const condition = (key: string): string => {
    const operators = Object.values((first.Condition ?? {}) as Record<string, Record<string, unknown>>);
    const value = operators[0]?.[key];
    return typeof value === "string" ? value : "";
  };
  const taskDefinitions = statementsOf(policy).some(({ Sid }) => Sid === "TaskDefinitions");
  const arn = /^arn:[^:]*:ecs:[^:]*:(\d{12}):cluster\/(.+)$/.exec(textsOf(first.Resource)[0] ?? "");
  const arns = textsOf(second?.Resource);
  const accountId = /^arn:[^:]*:ecr:[^:]*:(\d{12}):/.exec(arns[0] ?? "")?.[1] ?? "";
  const repositories = arns.map((text) => {
    const [, account, name] = /^arn:[^:]*:ecr:[^:]*:(\d{12}):repository\/(.+)$/.exec(text) ?? [];
    return account === accountId && name ? name : text;
  });
  return [
    { name: "full" },
    { name: "account", accountId: condition("aws:PrincipalAccount"), layers },
    { name: "organization", organizationId: condition("aws:PrincipalOrgID"), layers },
    { name: "ecs-read-only" },
    { name: "ecs-cluster", accountId: arn?.[1] ?? "", cluster: arn?.[2] ?? "", taskDefinitions },
    { name: "ecr-pull", accountId, repositories },
    { name: "ecr-layers" },
  ];
}
