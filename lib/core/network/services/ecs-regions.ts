/**
 * Regions in which AWS asks for all three endpoints of ECS, else the traffic goes over the public ones (ECS developer guide, interface
 * VPC endpoints: "Regions introduced starting on December 23, 2023"; ca-west-1, its example, came three days before, so a list).
 */
export const ECS_TOGETHER: ReadonlySet<string> = new Set([
  "ap-east-2",
  "ap-southeast-5",
  "ap-southeast-6",
  "ap-southeast-7",
  "ca-west-1",
  "eusc-de-east-1",
  "mx-central-1",
]);
