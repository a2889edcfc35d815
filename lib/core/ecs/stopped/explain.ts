/**
 * Why a task stopped, or a service starts none, from ECS's own words (ECS developer guide, "Amazon ECS stopped tasks error messages",
 * "CannotPullContainer task errors", "ResourceInitializationError errors" and "Service event messages").
 */

import type { Cause, Explanation } from "./explanation";
import { hostService } from "./hosts";
import { OTHER_CAUSES } from "./other-causes";

/** What calls say that got no connection, or no response in time. */
const NO_CONNECTION =
  /i\/o timeout|connection issue|check your (?:task )?network configuration|context (?:deadline exceeded|cancell?ed)|request cancell?ed|requestcancell?ed|client\.timeout|timeout exceeded|no such host|connection (?:refused|reset|timed out)|network is unreachable|no route to host|request send failed|send request failed|tls handshake timeout|signal: killed|dial tcp/i;

const IMAGE = ["ecr.api", "ecr.dkr", "s3"];

const MORE = "See what is missing on that path, and plan it";

const unreachable = (services: readonly string[], what: string): Explanation => ({
  kind: "network",
  services,
  sentence: `The task could not ${what}.`,
  nextStep: `${MORE}.`,
});

/** An image that is not in ECR: no endpoint leads to it. */
const publicRegistry = (host: string): Explanation => ({
  kind: "network",
  services: [],
  sentence: `The task could not reach ${host} to pull its image, and no endpoint leads there.`,
  nextStep:
    "Give the subnet a path to the internet (a NAT gateway), or pull the image through ECR: a pull-through cache rule, or a copy in a repository of your own.",
});

/** The first that fits decides: what names a cause comes before what only says that a call failed. */
const CAUSES: readonly Cause[] = [
  {
    when: /no vpc endpoint policy allows|vpc endpoint policy/i,
    explain: (text) => ({
      kind: "policy",
      services: serviceIn(text),
      sentence: "An endpoint's policy refuses the call: the network path is there.",
      nextStep: "Widen the endpoint's policy in the wizard's step Secure and tune, or in the intent's policies.",
    }),
  },
  {
    when: /efs utils|mount\.nfs|efs.*mount|failed to set up efs/i,
    explain: (text) =>
      /access denied|accessdenied|permission/i.test(text)
        ? other("The file system refuses the mount.", "Check the file system's policy and the task role's permissions.")
        : {
            kind: "network",
            services: [],
            sentence:
              "The task could not mount its EFS file system, which is reached in the VPC and needs no endpoint.",
            nextStep:
              "Check that the file system has a mount target in the task's Availability Zone, that its security group allows TCP 2049 from the task's, and that the VPC resolves DNS names.",
          },
  },
  ...OTHER_CAUSES,
  {
    when: /(?:retrieve|pull) secrets? from (?:asm|aws secrets manager)|secrets manager/i,
    explain: (text) => connection(text, ["secretsmanager"], "reach Secrets Manager to fetch a secret"),
  },
  {
    when: /secrets? from ssm|parameter store|aws systems manager/i,
    explain: (text) => connection(text, ["ssm"], "reach Parameter Store to fetch a parameter"),
  },
  {
    when: /registry auth|getauthorizationtoken/i,
    explain: (text) => connection(text, ["ecr.api"], "log in to ECR"),
  },
  {
    when: /env(?:ironment)? files?/i,
    explain: (text) => connection(text, ["s3"], "download its environment file from S3"),
  },
  {
    when: /logger args|logging driver|cloudwatch log|log stream/i,
    explain: (text) => connection(text, ["logs"], "reach CloudWatch Logs"),
  },
  { when: /cannotpull|pull(?:ing)? image|image manifest|the task can(?:'|’)?(?:t|not) pull/i, explain: pull },
  {
    when: /encountered error "?agent"?|agent (?:is )?disconnected|no container instances were found/i,
    explain: () => ({
      kind: "network",
      services: ["ecs", "ecs-agent", "ecs-telemetry"],
      sentence: "The agent of the container instance has no connection to ECS.",
      nextStep: `${MORE}. Restart the agent once the endpoints are there: sudo systemctl restart ecs`,
    }),
  },
  { when: NO_CONNECTION, explain: (text) => connection(text, [], "reach a service that it calls") },
];

/** Why it stopped, from a reason or an event. */
export function explainStop(text: string): Explanation {
  const found = CAUSES.find(({ when }) => when.test(text));
  if (found) return found.explain(text);
  return {
    kind: "unknown",
    services: [],
    sentence: "Postern does not know this reason.",
    nextStep: "Look it up in the Amazon ECS developer guide, stopped tasks error messages.",
  };
}

const other = (sentence: string, nextStep: string): Explanation => ({
  kind: "other",
  services: [],
  sentence,
  nextStep,
});

/** The services whose hosts a text names. */
const serviceIn = (text: string): string[] => {
  const hosts = text.match(/[a-z0-9-]+(?:\.[a-z0-9-]+)+/gi) ?? [];
  return [...new Set(hosts.flatMap((host) => hostService(host) ?? []))];
};

/** Without words of a lost connection it is something else that the service has said. */
function connection(text: string, services: readonly string[], what: string): Explanation {
  if (!NO_CONNECTION.test(text)) {
    return other(
      `The task could not ${what}, but not for want of a connection.`,
      "Read the whole message: it names what was refused.",
    );
  }
  const named = serviceIn(text);
  return unreachable(named.length > 0 ? named : services, what);
}

function pull(text: string): Explanation {
  const hosts = text.match(/[a-z0-9-]+(?:\.[a-z0-9-]+)+(?=[:/"'\s]|$)/gi) ?? [];
  const registry = hosts.find((host) =>
    /^(?:registry-1\.docker\.io|auth\.docker\.io|docker\.io|public\.ecr\.aws|ghcr\.io|quay\.io|registry\.k8s\.io|mcr\.microsoft\.com)$/i.test(
      host,
    ),
  );
  if (registry && NO_CONNECTION.test(text)) return publicRegistry(registry);
  const services = serviceIn(text);
  const isLayer = /nil pointer dereference|invalid memory address|starport-layer-bucket|error pulling image conf/i.test(
    text,
  );
  if (isLayer) return unreachable(["s3"], "download the image's layers from S3");
  if (NO_CONNECTION.test(text)) {
    return services.length === 1 && services[0] === "s3"
      ? unreachable(["s3"], "download the image's layers from S3")
      : unreachable(
          services.length === 0 ? IMAGE : [...new Set([...services, ...IMAGE])].sort(),
          "pull its image from ECR",
        );
  }
  return other(
    "The image could not be pulled, but not for want of a connection.",
    "Check that the image and its tag exist, and that the execution role may pull it.",
  );
}
