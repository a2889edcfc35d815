/** Image references: what they name, and which registry serves it. */
import { dnsSuffix, partitionOf } from "#lib/core/network/services/partition";

export type Registry =
  | { kind: "ecr"; accountId: string; region: string; partition: string; repository: string; fips: boolean }
  | { kind: "ecr-public" }
  | { kind: "docker-hub" }
  | { kind: "other"; host: string };

/** Grammar of the distribution project (reference.go): `host[:port]/path[:tag][@digest]`, the path in lower case. */
const HOST =
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*(?::\d{1,5})?$/;
const PATH = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;

const DOCKER_HUB = new Set(["docker.io", "index.docker.io", "registry-1.docker.io"]);

/** ECR's registries, plain, FIPS and dual-stack (AWS General Reference, "Amazon ECR endpoints and quotas"). */
const ECR = /^(\d{12})\.dkr[.-]ecr(-fips)?\.([a-z0-9-]+)\.(.+)$/;

/** The registry of an image; null when the text is no valid reference. */
export function registryOf(image: string): Registry | null {
  const [name = "", digest, ...more] = image.split("@");
  if (more.length > 0 || (digest !== undefined && !DIGEST.test(digest))) return null;
  const slash = name.indexOf("/");
  const first = slash < 0 ? "" : name.slice(0, slash);
  // Without a dot, a port or `localhost` the first part belongs to a path on Docker Hub.
  const host = /[.:]/.test(first) || first === "localhost" ? first : "";
  const rest = host ? name.slice(slash + 1) : name;
  const colon = rest.lastIndexOf(":");
  const [path, tag] = colon < 0 ? [rest, undefined] : [rest.slice(0, colon), rest.slice(colon + 1)];
  if (!PATH.test(path) || (tag !== undefined && !TAG.test(tag)) || (host && !HOST.test(host))) return null;
  return registryAt(host, path);
}

function registryAt(host: string, repository: string): Registry {
  if (host === "" || DOCKER_HUB.has(host)) return { kind: "docker-hub" };
  if (host === "public.ecr.aws" || host === "ecr-public.aws.com") return { kind: "ecr-public" };
  const [, accountId = "", fips, region = "", domain = ""] = ECR.exec(host) ?? [];
  const isEcr = accountId !== "" && [dnsSuffix(region), "on.aws", "on.amazonwebservices.com.cn"].includes(domain);
  if (!isEcr) return { kind: "other", host };
  return { kind: "ecr", accountId, region, partition: partitionOf(region), repository, fips: fips !== undefined };
}
