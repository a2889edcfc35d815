/** Sidecars that are known by their image, and what they call (X-Ray, ADOT, CloudWatch agent and App Mesh documentation). */
import { below, type Derived, type Line, needed, noted, together } from "../derived";
import type { ContainerDefinition } from "../model";

type Use = readonly [service: string, because: string];
type Sidecar = (container: ContainerDefinition) => { uses: readonly Use[]; unread?: string };

const XRAY: Use = ["xray", "sends traces to X-Ray"];
const EMF: Use = ["logs", "writes metrics to CloudWatch Logs, in the embedded metric format"];

/** Last parts of repositories' names; copies keep them. */
const SIDECARS: readonly (readonly [RegExp, string, Sidecar])[] = [
  [/(?:^|\/)(?:aws-)?xray-daemon$/, "the X-Ray daemon", () => ({ uses: [XRAY] })],
  [/(?:^|\/)(?:aws-)?(?:otel|adot)-collector$/, "the OpenTelemetry collector", collector],
  [/(?:^|\/)opentelemetry-collector(?:-contrib)?$/, "the OpenTelemetry collector", collector],
  [/(?:^|\/)cloudwatch-agent$/, "the CloudWatch agent", cloudWatchAgent],
  [
    /(?:^|\/)aws-appmesh-envoy$/,
    "the App Mesh proxy",
    () => ({ uses: [["appmesh-envoy-management", "gets its configuration from App Mesh"]] }),
  ],
];

/** What a container calls of itself, if its image is known. */
export function needsOfSidecar(container: ContainerDefinition, line: Line): Derived {
  const repository = (container.image ?? "").replace(/@.*$/, "").replace(/:[\w.-]+$/, "");
  const [, name, sidecar] = SIDECARS.find(([pattern]) => pattern.test(repository)) ?? [];
  if (!name || !sidecar) return { reasons: [], notes: [] };
  const at = below(line, "image");
  const { uses, unread } = sidecar(container);
  return together([
    ...uses.map(([service, because]) => needed(service, `${name} ${because}`, at)),
    ...(unread === undefined
      ? []
      : [
          noted(
            "note",
            `${name[0]?.toUpperCase()}${name.slice(1)} is configured by ${unread}, which Postern cannot read.`,
            at,
            "Compare what it sends where with the services of the intent, and add what is missing manually.",
          ),
        ]),
  ]);
}

/** Exporters of ADOT by the word in its configuration (AWS Distro for OpenTelemetry, components). */
const EXPORTERS: readonly (readonly [RegExp, Use])[] = [
  [/\bawsxray\b|xray\.[a-z0-9-]+\.amazonaws\.com/, XRAY],
  [/\bawsemf\b/, EMF],
  [/\bawscloudwatchlogs\b|\blogs\.[a-z0-9-]+\.amazonaws\.com/, ["logs", "writes logs to CloudWatch Logs"]],
  [/\bprometheusremotewrite\b|aps-workspaces/, ["aps-workspaces", "writes metrics to Managed Service for Prometheus"]],
  [/\bawskinesis\b/, ["kinesis-streams", "writes to Kinesis Data Streams"]],
];

/** The configurations in ADOT's image, by the names of their files (aws-otel-collector, config/ecs). */
const FILES: readonly (readonly [RegExp, readonly Use[]])[] = [
  [/ecs-amp-xray/, [["aps-workspaces", "writes metrics to Managed Service for Prometheus"], XRAY]],
  [/ecs-amp/, [["aps-workspaces", "writes metrics to Managed Service for Prometheus"]]],
  [/ecs-xray/, [XRAY]],
  [/ecs-cloudwatch-xray|ecs-default-config|otel-task-metrics-config|otel-config/, [XRAY, EMF]],
  [/ecs-cloudwatch|ecs-instance-metrics/, [EMF]],
];

function collector({ environment = [], secrets = [], command = [] }: ContainerDefinition) {
  const variable = "AOT_CONFIG_CONTENT";
  const content = environment.find(({ name }) => name === variable)?.value;
  if (content !== undefined) {
    return { uses: EXPORTERS.flatMap(([pattern, use]) => (pattern.test(content) ? [use] : [])) };
  }
  if (secrets.some(({ name }) => name === variable)) return { uses: [XRAY, EMF], unread: `the secret in ${variable}` };
  const file = /--config[= ]?(\S+)/.exec(command.join(" "))?.[1];
  if (file === undefined) return { uses: [XRAY, EMF] };
  const known = FILES.find(([pattern]) => pattern.test(file));
  return known ? { uses: known[1] } : { uses: [XRAY, EMF], unread: file };
}

/** Sections of its configuration (CloudWatch user guide, "CloudWatch agent configuration file"). */
const SECTIONS: readonly (readonly [RegExp, Use])[] = [
  [/"metrics"\s*:|"statsd"\s*:/, ["monitoring", "writes metrics to CloudWatch"]],
  [/"logs"\s*:/, ["logs", "writes logs and metrics to CloudWatch Logs"]],
  [/"traces"\s*:/, XRAY],
];

function cloudWatchAgent({ environment = [], secrets = [] }: ContainerDefinition) {
  const variable = "CW_CONFIG_CONTENT";
  const content = environment.find(({ name }) => name === variable)?.value;
  if (content !== undefined) {
    return { uses: SECTIONS.flatMap(([pattern, use]) => (pattern.test(content) ? [use] : [])) };
  }
  const uses = SECTIONS.slice(0, 2).map(([, use]) => use);
  const isSecret = secrets.some(({ name }) => name === variable);
  return { uses, unread: isSecret ? `the parameter in ${variable}` : "a file in its image" };
}
