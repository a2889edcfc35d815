/** Where images come from, and what pulling them takes (Amazon ECR user guide, "Amazon ECR interface VPC endpoints"). */
import { partitionOf } from "#lib/core/network/services/partition";
import { type Derived, type Line, needed, noted, nothing, type Place, together } from "../derived";
import { type Registry, registryOf } from "./image-reference";

export type Pull = Place & {
  /** Fargate before platform version 1.4.0: it logs in to ECR through an interface of its own. */
  oldPlatform: boolean;
};

/** Prefixes that ECR proposes for pull-through cache rules of these upstream registries. */
const CACHE_PREFIX = /^(?:ecr-public|docker-hub|quay|kubernetes|github|gitlab|chainguard)\//;

/** Registries that a pull-through cache rule can have as its upstream (ECR user guide, "Sync an upstream registry"). */
const CACHEABLE = /^(?:quay\.io|ghcr\.io|registry\.k8s\.io|registry\.gitlab\.com|cgr\.dev|[a-z0-9-]+\.azurecr\.io)$/;

const CACHE =
  "To pull it privately, create a pull-through cache rule in ECR, or copy the image to a repository of your own, and name that one in the task definition.";

const COPY = "To pull it privately, copy the image to a repository in ECR, and name that one in the task definition.";

/** What pulling a container's image takes. */
export function needsOfImage(image: string | undefined, line: Line, pull: Pull): Derived {
  const registry = image === undefined ? null : registryOf(image);
  if (!registry) {
    return noted(
      "problem",
      `${image === undefined ? "The container has no image" : `"${image}" is not a valid image reference`}, so where it is pulled from is not known.`,
      line,
      "Correct the image in the task definition, such as 111122223333.dkr.ecr.us-east-1.amazonaws.com/web:1.",
    );
  }
  switch (registry.kind) {
    case "ecr":
      return ofEcr(registry, line, pull);
    case "ecr-public": {
      const sentence = "The image comes from ECR Public, which has no endpoint for pulls: they stay public.";
      return noted("public", sentence, line, CACHE);
    }
    case "docker-hub":
      return noted("public", "The image comes from Docker Hub, so pulling it stays public.", line, CACHE);
    case "other": {
      const sentence = `The image comes from ${registry.host}, which is not AWS's, so no endpoint leads there and pulling it stays public.`;
      return noted("public", sentence, line, CACHEABLE.test(registry.host) ? CACHE : COPY);
    }
  }
}

function ofEcr(registry: Registry & { kind: "ecr" }, line: Line, pull: Pull): Derived {
  const { accountId, region, partition, repository } = registry;
  if (partition !== partitionOf(pull.region)) {
    return noted(
      "problem",
      `The image is in ECR in ${region}, of another partition (${partition}): neither an endpoint nor the credentials of a task in ${pull.region} reach it.`,
      line,
      `Copy the image to a repository in ${pull.region}.`,
    );
  }
  if (region !== pull.region) {
    return noted(
      "public",
      `The image is in ECR in ${region}: the endpoints of ${pull.region} do not serve that Region, so pulling it stays public.`,
      line,
      `Replicate the repository to ${pull.region} (ECR private image replication), or create endpoints for ECR in ${region} where AWS offers them across Regions; image layers come from S3 in ${region} then.`,
    );
  }
  if (registry.fips) {
    const sentence = "The image is named by ECR's FIPS name, which ecr.dkr's private DNS names need not include.";
    return together([standard(registry, line, pull), noted("note", sentence, line)]);
  }
  const cached = CACHE_PREFIX.test(repository)
    ? noted(
        "note",
        "The repository looks like one of a pull-through cache: the first pull of each image goes to the internet.",
        line,
        "Pull each new image once from where there is internet access, or keep a NAT gateway.",
      )
    : nothing;
  const other =
    accountId === pull.accountId
      ? nothing
      : noted(
          "note",
          `The repository is of account ${accountId}: the same endpoints serve it, if its repository policy and the endpoints' policies allow it.`,
          line,
        );
  return together([standard(registry, line, pull), other, cached]);
}

function standard({ accountId }: Registry & { kind: "ecr" }, line: Line, { oldPlatform, ...pull }: Pull): Derived {
  const whose = accountId === pull.accountId ? "this account's ECR" : `ECR of account ${accountId}`;
  return together([
    oldPlatform ? nothing : needed("ecr.api", `logging in to ${whose} to pull the image`, line),
    needed("ecr.dkr", `pulling the image's manifest from ${whose}`, line),
    needed("s3", "ECR keeps the image's layers in S3", line),
  ]);
}
