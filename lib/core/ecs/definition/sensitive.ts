/** Secrets, parameters and files that ECS fetches before a container starts (ECS developer guide, "Pass sensitive data"). */
import { elsewhere, parseArn } from "../arn";
import { below, type Derived, type Line, needed, noted, nothing, type Place, together } from "../derived";
import type { ContainerDefinition, Secret } from "../model";

export type Fetch = Place & {
  /** Fargate before platform version 1.4.0 fetches them through an interface of its own, outside the VPC. */
  oldPlatform: boolean;
};

const NAMES: Readonly<Record<string, string>> = {
  secretsmanager: "Secrets Manager",
  ssm: "Parameter Store",
  s3: "S3",
};

/**
 * What fetching one value takes: an ARN of Secrets Manager, Systems Manager or S3, else a name of `bareName` in this Region. No KMS: these
 * services decrypt on their side.
 */
export function needsOfReference(
  raw: string | undefined,
  what: string,
  line: Line,
  { oldPlatform, region }: Fetch,
  bareName: "ssm" | "secretsmanager" = "ssm",
): Derived {
  if (!raw) return noted("problem", `${what} names nothing.`, line, "Name an ARN, or remove it.");
  const arn = parseArn(raw);
  if (!arn && (raw.startsWith("arn:") || /\s/.test(raw))) {
    return noted(
      "problem",
      `${what} names "${raw}", which is not a valid ARN.`,
      line,
      "Correct it in the task definition.",
    );
  }
  const service = arn?.service ?? bareName;
  const name = NAMES[service];
  if (name === undefined) {
    const sentence = `${what} names "${raw}", an ARN of ${service}: only Secrets Manager, Parameter Store and S3 can hold it.`;
    return noted("problem", sentence, line, "Correct it in the task definition.");
  }
  const where = arn ? elsewhere(arn, region) : null;
  if (arn && where === "partition") {
    const sentence = `${what} names an ARN of another partition (${arn.partition}), which no task in ${region} can read.`;
    return noted("problem", sentence, line, `Keep a copy in ${region}, and name that.`);
  }
  if (arn && where === "region") {
    return noted(
      "public",
      `${what} is in ${name} in ${arn.region}: the endpoints of ${region} do not serve that Region, so fetching it stays public.`,
      line,
      `Replicate it to ${region}, or create an endpoint for ${service} in ${arn.region} where AWS offers it across Regions.`,
    );
  }
  if (oldPlatform && service !== "s3") {
    return noted(
      "note",
      `${what} is fetched by Fargate outside the VPC: its platform version is older than 1.4.0.`,
      line,
    );
  }
  return needed(service, `${what} comes from ${name}`, line);
}

/** Of a container: secrets, environment files, the registry's credentials, credential specs. */
export function needsOfSensitiveData(container: ContainerDefinition, line: Line, fetch: Fetch): Derived {
  const { secrets, environmentFiles = [], repositoryCredentials, credentialSpecs = [] } = container;
  const credentials = repositoryCredentials?.credentialsParameter;
  return together([
    needsOfSecrets(secrets, below(line, "secrets"), fetch),
    ...environmentFiles.map(({ value }, at) =>
      needsOfReference(value, "the environment file", below(line, `environmentFiles[${at}].value`), fetch),
    ),
    credentials === undefined
      ? nothing
      : needsOfReference(
          credentials,
          "the registry's credentials",
          below(line, "repositoryCredentials.credentialsParameter"),
          fetch,
          "secretsmanager",
        ),
    ...credentialSpecs.map((spec, at) =>
      needsOfReference(
        spec.replace(/^credentialspec(?:domainless)?:/, ""),
        "the credential spec",
        below(line, `credentialSpecs[${at}]`),
        fetch,
      ),
    ),
  ]);
}

/** Of a list of secrets, such as a log driver's secretOptions. */
export function needsOfSecrets(secrets: readonly Secret[] | undefined, line: Line, fetch: Fetch): Derived {
  return together(
    (secrets ?? []).map(({ name, valueFrom }, at) =>
      needsOfReference(valueFrom, `the value of ${name ?? "a secret"}`, below(line, `[${at}].valueFrom`), fetch),
    ),
  );
}
