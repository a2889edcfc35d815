/** Where a worker can be killed: between two external effects. */

type Point =
  /** An entry of a step's stream is about to be written. */
  | "journal"
  /** A call is about to be sent. */
  | "call"
  /** The call has arrived and had no effect yet. */
  | "arrived"
  /** It has had its effect, and its response is not sent yet. */
  | "effect"
  /** Its response has arrived. */
  | "returned"
  /** The step's result is about to be written. */
  | "record"
  /** It is written. */
  | "recorded"
  /** The account is about to be read: before a call, while its effect is awaited, or for the verification. */
  | "read";

/** `name`: the step, or the call. Workers know the account of a call, and the run of a row. */
export type Boundary = { point: Point; name: string; account?: string; runId?: string };

export type FromWorker = { number: number; boundary: Boundary } | { ready: true };
export type ToWorker = { number: number };

const NOT_NAMED = new Set(["VpcEndpointId", "VpcId", "DnsOptions"]);

/** A call by what it does: the operation and, where one operation has several uses, which: `ModifyVpcEndpoint(AddSubnetIds)`. */
export function callName(operation: string, input: Readonly<Record<string, unknown>>): string {
  switch (operation) {
    case "ModifyVpcEndpoint":
    case "ModifyVpcAttribute": {
      const parts = Object.entries(input)
        .filter(([name]) => !NOT_NAMED.has(name))
        .map(([name, value]) => name + toggled(value));
      return `${operation}(${parts.sort().join(",")})`;
    }
    case "CreateVpcEndpoint":
      return `${operation}(${input.VpcEndpointType}${input.PrivateDnsEnabled ? ",PrivateDnsEnabled" : ""})`;
    default:
      return operation;
  }
}

function toggled(value: unknown): string {
  const on = typeof value === "object" && value !== null && "Value" in value ? value.Value : value;
  return on === false ? "=off" : "";
}
