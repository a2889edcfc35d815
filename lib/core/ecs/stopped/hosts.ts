/** Which service a host in an error message belongs to, as intents write it. */

const HOSTS: readonly (readonly [RegExp, string])[] = [
  [/^api\.ecr\./, "ecr.api"],
  [/^\d{12}\.dkr[.-]ecr\./, "ecr.dkr"],
  [/(?:^|\.)s3[.-]/, "s3"],
  [/starport-layer-bucket/, "s3"],
  [/^ecs-a(?:-\d+)?\./, "ecs-agent"],
  [/^ecs-t(?:-\d+)?\./, "ecs-telemetry"],
  [/^kinesis\./, "kinesis-streams"],
  [/^firehose\./, "kinesis-firehose"],
];

/** `logs.us-east-1.amazonaws.com` → `logs`; null: not AWS's, or a name without a Region. */
export function hostService(host: string): string | null {
  const plain = host.toLowerCase();
  if (!/\.amazonaws\.(?:com(?:\.cn)?|eu)$|\.on\.aws$/.test(plain)) return null;
  const known = HOSTS.find(([pattern]) => pattern.test(plain));
  if (known) return known[1];
  return /^([a-z0-9-]+)\.[a-z]{2,4}(?:-[a-z]+)+-\d\./.exec(plain)?.[1] ?? null;
}
