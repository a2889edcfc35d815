/** Where FireLens routes logs: Fluent Bit's outputs and Fluentd's types (ECS developer guide, "Send Amazon ECS logs to an AWS service"). */
import { below, type Derived, type Line, needed, noted, nothing, together } from "../derived";
import type { ContainerDefinition } from "../model";
import { type Fetch, needsOfReference } from "./sensitive";

/** Outputs of AWS for Fluent Bit, and the types of Fluentd's plugins → services as intents write them. */
const OUTPUTS: Readonly<Record<string, { service: string; name: string }>> = {
  cloudwatch: { service: "logs", name: "CloudWatch Logs" },
  cloudwatch_logs: { service: "logs", name: "CloudWatch Logs" },
  firehose: { service: "kinesis-firehose", name: "Data Firehose" },
  kinesis_firehose: { service: "kinesis-firehose", name: "Data Firehose" },
  kinesis: { service: "kinesis-streams", name: "Kinesis Data Streams" },
  kinesis_streams: { service: "kinesis-streams", name: "Kinesis Data Streams" },
  s3: { service: "s3", name: "S3" },
};

const ON_DISK = new Set(["null", "stdout", "file"]);

/** What one container's route takes: the options of its `awsfirelens` driver. Names of options are written in either case. */
export function needsOfRoute(options: Readonly<Record<string, string>>, line: Line, region: string): Derived {
  const given = new Map(Object.entries(options).map(([name, value]) => [name.toLowerCase(), { name, value }]));
  const output = given.get("name") ?? given.get("@type");
  if (!output) {
    return noted(
      "note",
      "FireLens routes these logs by a configuration file, which Postern cannot read.",
      line,
      "Add the services that the file names to the intent manually, such as logs or kinesis-firehose.",
    );
  }
  const at = below(line, output.name);
  const known = OUTPUTS[output.value];
  const there = given.get("region")?.value ?? region;
  if (known && there !== region) {
    return noted(
      "public",
      `FireLens routes these logs to ${known.name} in ${there}: the endpoints of ${region} do not serve that Region, so sending them stays public.`,
      at,
      `Route them to ${region}, or create an endpoint for ${known.service} in ${there} where AWS offers it across Regions.`,
    );
  }
  if (known) return needed(known.service, `FireLens routes logs to ${known.name}`, at);
  if (ON_DISK.has(output.value)) return nothing;
  const host = given.get("host")?.value;
  const where = `${output.value}${host ? ` at ${host}` : ""}`;
  const isAws = given.get("aws_auth")?.value.toLowerCase() === "on";
  return isAws
    ? noted("note", `FireLens routes logs to ${where}, an OpenSearch domain: private if the domain is in the VPC.`, at)
    : noted("note", `FireLens routes logs to ${where}: no endpoint leads there unless it is AWS's own.`, at);
}

/** What the log router itself takes: a configuration file in S3. */
export function needsOfRouter({ firelensConfiguration }: ContainerDefinition, line: Line, fetch: Fetch): Derived {
  const options = firelensConfiguration?.options ?? {};
  const type = options["config-file-type"];
  const path = below(line, "firelensConfiguration.options.config-file-value");
  if (type === undefined) return nothing;
  const file = noted(
    "note",
    `The log router also routes by ${options["config-file-value"] ?? "a configuration file"}, which Postern cannot read.`,
    path,
    "Add the services that the file names to the intent manually.",
  );
  return type === "s3"
    ? together([needsOfReference(options["config-file-value"], "the log router's configuration", path, fetch), file])
    : file;
}
