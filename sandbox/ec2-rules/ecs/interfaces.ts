/** The network interfaces of tasks: ECS makes them in EC2, and removes them when a task ends. */
import { randomUUID } from "node:crypto";
import { parseXml, text } from "../protocol/xml";
import { arnOf, type Ecs, EcsError, type Fields } from "./resources";

type Network = { awsvpcConfiguration?: { subnets?: string[]; securityGroups?: string[] } };

/** A new interface in the subnets' turn, as the attachment of a task shows it. */
export async function attachedInterface(ecs: Ecs, configuration: unknown, turn: number): Promise<Fields> {
  const { subnets = [], securityGroups = [] } = (configuration as Network | undefined)?.awsvpcConfiguration ?? {};
  const subnetId = subnets[turn % Math.max(subnets.length, 1)];
  if (subnetId === undefined) {
    throw new EcsError(
      "InvalidParameterException",
      "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
    );
  }
  const attachment = randomUUID();
  const { body, status } = await ecs.ec2.handle(
    ecs.scope,
    new Map([
      ["Action", "CreateNetworkInterface"],
      ["SubnetId", subnetId],
      ["Description", arnOf(ecs.scope, `attachment/${attachment}`)],
      ...securityGroups.map((id, at): [string, string] => [`SecurityGroupId.${at + 1}`, id]),
    ]),
  );
  const response = parseXml(body);
  if (status !== 200) throw new EcsError("InvalidParameterException", text(response, "Errors", "Error", "Message"));
  const id = text(response, "networkInterface", "networkInterfaceId");
  ecs.ec2.note(ecs.scope, "interfaceFacts", { id, interfaceType: "interface", requesterId: "amazon-ecs" });
  return attachmentOf(attachment, subnetId, id, text(response, "networkInterface", "privateIpAddress"));
}

/** An interface as a task's attachment. */
export const attachmentOf = (id: string, subnetId: string, networkInterfaceId: string, address: string): Fields => ({
  id,
  type: "ElasticNetworkInterface",
  status: "ATTACHED",
  details: [
    { name: "subnetId", value: subnetId },
    { name: "networkInterfaceId", value: networkInterfaceId },
    { name: "privateIPv4Address", value: address },
  ],
});

export async function removeInterface({ ec2, scope }: Ecs, attachments: unknown): Promise<void> {
  const details = (attachments as { details?: { name: string; value: string }[] }[] | undefined) ?? [];
  for (const { name, value } of details.flatMap((one) => one.details ?? [])) {
    if (name !== "networkInterfaceId") continue;
    await ec2.handle(
      scope,
      new Map([
        ["Action", "DeleteNetworkInterface"],
        ["NetworkInterfaceId", value],
      ]),
    );
  }
}
