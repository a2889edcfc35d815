/**
 * Which IAM actions an endpoint carries. Most endpoints are named as their actions begin, up to a dot (`ecr.api`: `ecr:`); these
 * are not (service authorization reference, beside the names that DescribeVpcEndpointServices gives).
 */
const OTHERWISE: Readonly<Record<string, readonly string[]>> = {
  "analytics-omics": ["omics"],
  appconfigdata: ["appconfig"],
  "appmesh-envoy-management": ["appmesh"],
  "appsync-api": ["appsync"],
  "aps-workspaces": ["aps"],
  "bedrock-agent": ["bedrock"],
  "bedrock-agent-runtime": ["bedrock"],
  "bedrock-runtime": ["bedrock"],
  cloudcontrolapi: ["cloudformation"],
  cloudhsmv2: ["cloudhsm"],
  "control-storage-omics": ["omics"],
  "data-servicediscovery": ["servicediscovery"],
  "deviceadvisor.iot": ["iotdeviceadvisor"],
  "dynamodb-streams": ["dynamodb"],
  "ecs-agent": ["ecs"],
  "ecs-telemetry": ["ecs"],
  "elasticbeanstalk-health": ["elasticbeanstalk"],
  email: ["ses"],
  "email-smtp": ["ses"],
  "evidently-dataplane": ["evidently"],
  forecastquery: ["forecast"],
  "geo.maps": ["geo", "geo-maps"],
  "geo.places": ["geo", "geo-places"],
  "geo.routes": ["geo", "geo-routes"],
  "git-codecommit": ["codecommit"],
  "grafana-workspace": ["grafana"],
  "guardduty-data": ["guardduty"],
  "iot.fleethub.api": ["iotfleethub"],
  "kinesis-firehose": ["firehose"],
  "kinesis-streams": ["kinesis"],
  "lorawan.cups": ["iotwireless"],
  "lorawan.lns": ["iotwireless"],
  "mail-manager": ["ses"],
  "memory-db": ["memorydb"],
  "models-v2-lex": ["lex"],
  monitoring: ["cloudwatch"],
  "personalize-events": ["personalize"],
  "personalize-runtime": ["personalize"],
  pinpoint: ["mobiletargeting"],
  "pinpoint-sms-voice-v2": ["sms-voice"],
  "rum-dataplane": ["rum"],
  "runtime-medical-imaging": ["medical-imaging"],
  "runtime-v2-lex": ["lex"],
  s3: ["s3", "s3-object-lambda"],
  "servicecatalog-appregistry": ["servicecatalog"],
  "storage-omics": ["omics"],
  "streaming-rekognition": ["rekognition"],
  "sync-states": ["states"],
  tagging: ["tag"],
  "tags-omics": ["omics"],
  transcribestreaming: ["transcribe"],
  "workflows-omics": ["omics"],
};

/** The IAM prefixes of the actions that an endpoint carries, by the service's short name (`ecr.api`, `s3:interface`). */
export function iamPrefixesOf(key: string): readonly string[] {
  const plain = key.replace(/:interface$/, "").replace(/-fips$/, "");
  return OTHERWISE[plain] ?? [plain.split(".")[0] ?? plain];
}
