/**
 * ECS, which LocalStack's community edition lacks. Kept here rather than by moto's backend: that knows neither ECS Exec nor Service Connect,
 * no service events and reasons of containers, gives tasks addresses outside their subnets, and is empty after a restart.
 */
import type { IncomingMessage } from "node:http";
import type { Scope } from "../call";
import type { Ec2 } from "../ec2";
import type { OtherServiceResponse } from "../iam/other-services";
import { describing } from "./describing";
import { EcsError, type Fields } from "./resources";
import { running } from "./running";

const OPERATIONS = { ...describing, ...running };

/** The response to a call of ECS, by the operation in its header. */
export async function ecsResponse(
  ec2: Ec2,
  scope: Scope,
  incoming: IncomingMessage,
  body: string,
): Promise<OtherServiceResponse> {
  const name = String(incoming.headers["x-amz-target"] ?? "").split(".")[1] ?? "";
  const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name as keyof typeof OPERATIONS] : null;
  try {
    await ec2.faults.strike(name);
    if (!operation) throw new EcsError("InvalidAction", `The sandbox does not know ${name || "this call"} of ECS.`);
    const input: Fields = body ? JSON.parse(body) : {};
    return json(200, await operation({ ec2, scope }, input));
  } catch (error) {
    if (error instanceof SyntaxError) return json(400, { __type: "SerializationException" });
    if (!(error instanceof EcsError)) throw error;
    const { code, message } = error;
    return { ...json(400, { __type: code, message }), headers: { "x-amzn-errortype": code } };
  }
}

const json = (status: number, content: unknown): OtherServiceResponse => ({
  status,
  type: "application/x-amz-json-1.1",
  body: JSON.stringify(content),
});
