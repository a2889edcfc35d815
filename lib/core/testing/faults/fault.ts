import type { Severity } from "#lib/core/format/finding-codes";
import type { Intent, IntentInput } from "#lib/core/intent/intent";
import type { NetworkAclEntry, Snapshot, SubnetId } from "#lib/core/network/snapshot";
import { account } from "../account";
import { intentFor } from "../intent";

export type Scene = {
  snapshot: Snapshot;
  input: Partial<IntentInput>;
  /** EC2 actions that the credentials may not use. */
  denied?: string[];
};

export type Fault = {
  scene: (isFaulty: boolean) => Scene;
  /** Where the code may be of more than one severity. */
  severity?: Severity;
  /** How many resources it is reported for; one by default. */
  times?: number;
  /** The account, or the intent, after the fix. */
  fixed?: (scene: Scene) => Scene;
  /** A check of the VPC for these services says the same. */
  today?: string[];
};

/** By what is wrong. */
export type Faults = Readonly<Record<string, Fault>>;

type Net = ReturnType<typeof account>;

/** An account that nothing is wrong with: two zones, a group that may send anywhere, and a task that carries it. */
export function sound(over: Parameters<typeof account>[0] = {}) {
  const net = account(over);
  const subnets: [SubnetId, SubnetId] = [net.subnet("a"), net.subnet("b")];
  const client = net.group("tasks");
  net.networkInterface(subnets[0], [client], "10.0.1.10", {
    description: "arn:aws:ecs:us-east-1:111122223333:attachment/0d9c0a1e-6f6c-4a3a-9d0e-2b6a6f6c1a01",
  });
  return { net, subnets, client };
}

export const scene = (net: Net, input: Scene["input"] = {}, over: Partial<Snapshot> = {}): Scene => ({
  snapshot: net.snapshot(over),
  input,
});

/** The intent of a scene. */
export const intentOf = ({ snapshot, input }: Scene): Intent => intentFor(snapshot, input);

/** An entry that allows TCP, inbound or outbound, on all ports or a range. */
export const aclEntry = (
  egress: boolean,
  ports: { from: number; to: number } | null = null,
  ruleNumber = 100,
): NetworkAclEntry => ({ ruleNumber, egress, allow: true, protocol: "6", cidr: "0.0.0.0/0", ports });

/** A policy that allows everybody an action. */
export const allow = (Action: string, Resource = "*") => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: "*", Action, Resource }],
});
