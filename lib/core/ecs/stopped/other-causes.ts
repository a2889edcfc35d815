/** Reasons that are not the network's fault, in ECS's words. */
import type { Cause } from "./explanation";

const cause = (when: RegExp, sentence: string, nextStep: string, kind: "other" | "routine" = "other"): Cause => ({
  when,
  explain: () => ({ kind, services: [], sentence: `Not a fault of the network: ${sentence}`, nextStep }),
});

export const OTHER_CAUSES: readonly Cause[] = [
  cause(
    /outofmemory|out of memory|\boom/i,
    "the container used more memory than it may.",
    "Raise memory in the task definition, or let the container use less.",
  ),
  cause(
    /toomanyrequests|pull rate limit|rate limit/i,
    "Docker Hub limits how often images may be pulled.",
    "Pull through ECR: a pull-through cache rule, or a copy in a repository of your own.",
  ),
  cause(
    /no space left on device/i,
    "the disk is full.",
    "Raise the task's ephemeral storage, or clean the instance up.",
  ),
  cause(
    /manifest (?:for .* )?(?:unknown|not found)|does not exist or may require|repository .* not found|: not found|imagenotfound|failed to resolve ref.*not found/i,
    "the image or its tag does not exist.",
    "Check the image in the task definition, and that it was pushed: aws ecr describe-images --repository-name NAME",
  ),
  cause(
    /accessdenied|access denied|not authorized|unauthorized|403 forbidden|no basic auth credentials|check that the role has the permissions|is unable to assume the role/i,
    "a role lacks a permission, or a policy of the resource refuses.",
    "Give the execution role (on EC2 the instance's role) what the message names, and check the policy of the repository or secret.",
  ),
  cause(
    /resourcenotfoundexception|log group does not exist|can(?:'|’)?t find the (?:amazon )?cloudwatch log|parameternotfound|invalid ssm parameters/i,
    "what the task definition names does not exist.",
    "Create it, correct the name, or set awslogs-create-group.",
  ),
  cause(
    /exec format error|image manifest does not contain descriptor matching platform|no match for platform/i,
    "the image is for another processor architecture.",
    "Build the image for it, or set runtimePlatform in the task definition.",
  ),
  cause(
    /elb health checks|container health checks|is unhealthy in/i,
    "health checks of the load balancer or the container failed. No endpoint is involved.",
    "Check the health check's path and port, the grace period, and that the tasks' group allows the load balancer's.",
  ),
  cause(
    /essential container in task exited/i,
    "the program in an essential container ended.",
    "Read the container's exit code and its log.",
  ),
  cause(
    /oci runtime|cannotcreatecontainer|cannotstartcontainer(?!.*(?:logging driver|log stream))|cannotstopcontainer|cannotinspectcontainer|dockertimeouterror|containerruntime(?:timeout)?error/i,
    "the container could not be created or started on its host.",
    "Check command, mounts and devices in the task definition, and the host's own log.",
  ),
  cause(
    /spot interruption|your spot task was interrupted/i,
    "AWS reclaimed the Spot capacity.",
    "Have ECS use FARGATE too, by the weights of the capacity provider strategy.",
  ),
  cause(
    /capacity is unavailable|insufficient capacity/i,
    "AWS has no capacity there at this time.",
    "Add subnets in other Availability Zones, or try again later.",
  ),
  cause(
    /host ec2 .*(?:stopped|terminated)|container instance deregistration|host (?:instance )?terminated/i,
    "its container instance was stopped or taken out of the cluster.",
    "See what ended the instance: Auto Scaling, Spot, or a person.",
  ),
  cause(
    /scaling activity initiated|stopped by user|stopped by the service|serviceschedulerinitiated|deployment .*(?:completed|rolled back)|task set/i,
    "the task was stopped on purpose, by a deployment, scaling or a person.",
    "Nothing is to be done.",
  ),
  cause(
    /reached (?:the|your) limit|above your limit|limitexceeded/i,
    "a quota of the account is used up.",
    "Ask for more under Service Quotas.",
  ),
  cause(
    /resource:(?:memory|cpu|eni|ports|gpu)|insufficient (?:cpu|memory)|already using a port|missing an attribute|unable to place a task because no container instance met(?!.*(?:"?agent"?|no container instances were found))/i,
    "no container instance has room for it, or the attributes it asks for.",
    "Add container instances, or ask for less in the task definition.",
  ),
  cause(
    /network interface provision|networkinterfaceprovision|eni provision|insufficient free addresses|insufficientfreeaddresses/i,
    "no network interface could be made for the task.",
    "Check that the subnets have free addresses, and that ECS's service-linked role is there.",
  ),
  cause(
    /unable to consistently start tasks/i,
    "it only says that tasks keep failing.",
    "See why: the reasons of the stopped tasks.",
    "routine",
  ),
  cause(
    /has reached a steady state|has started \d+ tasks|registered \d+ targets/i,
    "all is well.",
    "Nothing is to be done.",
    "routine",
  ),
];
