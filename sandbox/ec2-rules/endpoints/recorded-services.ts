/**
 * What AWS returns for its services where LocalStack differs: responses of DescribeVpcEndpointServices in us-east-1, recorded
 * in 2020. LocalStack guesses a private DNS name from the service's name, and gives every service all zones.
 */

/** Private DNS names that are not `<service>.<region>.amazonaws.com`, without the Region and what follows. */
const NAMES: Readonly<Record<string, string>> = {
  "appstream.api": "appstream2",
  "appstream.streaming": "streaming.appstream",
  "codeartifact.api": "codeartifact",
  "codeartifact.repositories": "*.d.codeartifact",
  "ecr.api": "api.ecr",
  "ecr.dkr": "*.dkr.ecr",
  "ecs-agent": "ecs-a",
  "ecs-telemetry": "ecs-t",
  "elastic-inference.runtime": "runtime.elastic-inference",
  "execute-api": "*.execute-api",
  "kinesis-firehose": "firehose",
  "kinesis-streams": "kinesis",
  "sagemaker.api": "api.sagemaker",
  "sagemaker.runtime": "runtime.sagemaker",
  "sagemaker.runtime-fips": "runtime-fips.sagemaker",
  "transfer.server": "*.server.transfer",
};

/** The endpoint's own names follow the private ones, but for these. */
const BASES: Readonly<Record<string, string>> = {
  "appstream.api": "api.appstream",
  "codeartifact.api": "api.codeartifact",
};

/** Of us-east-1's zones a to f, those that a service has, where it has not all. */
const ZONES: Readonly<Record<string, string>> = {
  "acm-pca": "abc",
  cassandra: "abcdf",
  "elastic-inference.runtime": "acd",
  "email-smtp": "bcd",
  transfer: "acd",
  "transfer.server": "acd",
};

/** Interface services that came after LocalStack's list (Amazon S3 user guide, S3 Tables: VPC connectivity). */
export const NEWER = ["s3tables"];

type Facts = { privateDnsNames?: string[]; baseNames?: string[]; availabilityZones?: string[] };

/** What is known of an interface service, by the part of its name after `com.amazonaws.<region>.`. */
export function recordedFacts(short: string, region: string): Facts {
  const name = NAMES[short];
  const zones = region === "us-east-1" ? ZONES[short] : undefined;
  const base = BASES[short] ?? name?.replace("*.", "");
  return {
    ...(name ? { privateDnsNames: [`${name}.${region}.amazonaws.com`] } : {}),
    ...(base ? { baseNames: [`${base}.${region}.vpce.amazonaws.com`] } : {}),
    ...(zones ? { availabilityZones: [...zones].map((zone) => `${region}${zone}`) } : {}),
  };
}
