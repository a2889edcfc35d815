/** What Postern reads of ECS, in the fields and names of its API (Amazon ECS API reference). Everything may be missing. */
import type { Read } from "#lib/core/network/snapshot";

type Maybe<T> = { readonly [Field in keyof T]?: T[Field] | undefined };

type NamedValue = Maybe<{ name: string; value: string }>;

export type Secret = Maybe<{ name: string; valueFrom: string }>;

export type LogConfiguration = Maybe<{
  logDriver: string;
  options: Readonly<Record<string, string>>;
  secretOptions: readonly Secret[];
}>;

export type ContainerDefinition = Maybe<{
  name: string;
  image: string;
  command: readonly string[];
  repositoryCredentials: Maybe<{ credentialsParameter: string }>;
  environment: readonly NamedValue[];
  environmentFiles: readonly Maybe<{ value: string; type: string }>[];
  secrets: readonly Secret[];
  logConfiguration: LogConfiguration;
  firelensConfiguration: Maybe<{ type: string; options: Readonly<Record<string, string>> }>;
  credentialSpecs: readonly string[];
}>;

export type Volume = Maybe<{
  name: string;
  efsVolumeConfiguration: Maybe<{ fileSystemId: string; authorizationConfig: Maybe<{ iam: string }> }>;
  fsxWindowsFileServerVolumeConfiguration: Maybe<{
    fileSystemId: string;
    authorizationConfig: Maybe<{ credentialsParameter: string }>;
  }>;
}>;

export type TaskDefinition = Maybe<{
  taskDefinitionArn: string;
  family: string;
  revision: number;
  /** ACTIVE, INACTIVE, DELETE_IN_PROGRESS. */
  status: string;
  networkMode: string;
  taskRoleArn: string;
  containerDefinitions: readonly ContainerDefinition[];
  volumes: readonly Volume[];
  runtimePlatform: Maybe<{ operatingSystemFamily: string }>;
}>;

export type CapacityProviderStrategyItem = Maybe<{ capacityProvider: string; weight: number; base: number }>;

export type NetworkConfiguration = Maybe<{
  awsvpcConfiguration: Maybe<{
    subnets: readonly string[];
    securityGroups: readonly string[];
    assignPublicIp: string;
  }>;
}>;

type ServiceConnect = Maybe<{ enabled: boolean; namespace: string; logConfiguration: LogConfiguration }>;

type Deployment = Maybe<{ status: string; taskDefinition: string; serviceConnectConfiguration: ServiceConnect }>;

/** Of a service that CodeDeploy or another program deploys: it has what a service has otherwise. */
export type TaskSet = Maybe<{
  status: string;
  taskDefinition: string;
  launchType: string;
  capacityProviderStrategy: readonly CapacityProviderStrategyItem[];
  platformVersion: string;
  networkConfiguration: NetworkConfiguration;
}>;

type ServiceEvent = Maybe<{ id: string; createdAt: Date; message: string }>;

export type Service = Maybe<{
  serviceArn: string;
  serviceName: string;
  /** ACTIVE, DRAINING, INACTIVE. */
  status: string;
  taskDefinition: string;
  launchType: string;
  capacityProviderStrategy: readonly CapacityProviderStrategyItem[];
  platformVersion: string;
  platformFamily: string;
  schedulingStrategy: string;
  networkConfiguration: NetworkConfiguration;
  enableExecuteCommand: boolean;
  deployments: readonly Deployment[];
  taskSets: readonly TaskSet[];
  events: readonly ServiceEvent[];
}>;

export type Cluster = Maybe<{
  clusterArn: string;
  clusterName: string;
  /** ACTIVE, PROVISIONING, DEPROVISIONING, FAILED, INACTIVE. */
  status: string;
  settings: readonly NamedValue[];
  configuration: Maybe<{
    executeCommandConfiguration: Maybe<{
      kmsKeyId: string;
      /** NONE, DEFAULT, OVERRIDE. */
      logging: string;
      logConfiguration: Maybe<{ cloudWatchLogGroupName: string; s3BucketName: string }>;
    }>;
  }>;
  defaultCapacityProviderStrategy: readonly CapacityProviderStrategyItem[];
}>;

export type CapacityProvider = Maybe<{
  name: string;
  autoScalingGroupProvider: object;
  managedInstancesProvider: object;
}>;

export type ContainerInstance = Maybe<{
  containerInstanceArn: string;
  ec2InstanceId: string;
  /** The provider whose Auto Scaling group it is of; missing: registered without one. */
  capacityProviderName: string;
  status: string;
}>;

export type Task = Maybe<{
  taskArn: string;
  taskDefinitionArn: string;
  /** `service:NAME` of a service's, `family:NAME` of others. */
  group: string;
  launchType: string;
  capacityProviderName: string;
  platformVersion: string;
  platformFamily: string;
  enableExecuteCommand: boolean;
  lastStatus: string;
  stopCode: string;
  stoppedReason: string;
  stoppedAt: Date;
  containers: readonly Maybe<{ name: string; reason: string; exitCode: number }>[];
  attachments: readonly Maybe<{ type: string; details: readonly NamedValue[] }>[];
}>;

/** What was read of a cluster, for some of its services or for all. */
export type ClusterRead = {
  region: string;
  accountId: string;
  cluster: Cluster;
  services: readonly Service[];
  /** By ARN, those that the services and tasks name. */
  taskDefinitions: Readonly<Record<string, TaskDefinition>>;
  capacityProviders: Read<CapacityProvider[]>;
  /** Only where a workload runs on them. */
  containerInstances: Read<ContainerInstance[]>;
  /** Running tasks that no service started; of the whole cluster only. */
  tasks: Read<Task[]>;
};
