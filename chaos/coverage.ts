/** At which boundaries a worker has been killed: for each call of an apply, of a rollback, and of a rollback right after a failure. */
import type { UndoOperation } from "#lib/aws/gateway";
import type { Operation } from "#lib/core/format/plan-format";
import { UNDO_PLAN } from "#lib/run/step/stored";
import type { ScenarioResult } from "./scenario";

/** The stages of a call: at each a worker can be killed. */
const STAGES = ["noting", "call", "arrived", "effect", "returned", "waiting", "record", "recorded", "read"] as const;
type Stage = (typeof STAGES)[number];

/** A rollback that is part of an apply. */
const ON_FAILURE = "rollback on failure";

/** Boundaries of one call at each stage: how many there are, and at how many a worker has been killed. */
export type Coverage = ReadonlyMap<string, Partial<Record<Stage, { there: number; killed: number }>>>;

/** A boundary of a scenario: which call, at what stage of it. */
export type KillPoint = { scenario: string; boundary: string; call: string; stage: Stage };

/** The boundaries of a scenario without kills. */
export function killPointsOf({ name, crossed, calls }: ScenarioResult): KillPoint[] {
  const undoFrom = crossed.findIndex((key) => key.startsWith(`apply recorded ${UNDO_PLAN} `));
  return crossed.map((boundary, index) => {
    const { kind, stage, call } = parsed(boundary, calls);
    const when = undoFrom >= 0 && index > undoFrom ? ON_FAILURE : kind;
    return { scenario: name, boundary, call: `${when}: ${call}`, stage };
  });
}

function parsed(key: string, calls: ReadonlyMap<string, string>): { kind: string; stage: Stage; call: string } {
  const [, kind = "", point = "", rest = ""] = /^(\S+) (\S+) (.*) \d+$/.exec(key) ?? [];
  if (point === "read") return { kind, stage: point, call: `(${rest})` };
  if (point !== "journal") return { kind, stage: point as Stage, call: calls.get(rest) ?? rest };
  const [, step = "", state] = /^step\/(\S+) (\S+)$/.exec(rest) ?? [];
  return { kind, stage: state === "settling" ? "waiting" : "noting", call: calls.get(step) ?? step };
}

/** The same points, one of each call and stage first, then a second one of each, and so on. */
export function oneOfEachFirst(points: readonly KillPoint[]): KillPoint[] {
  const counts = new Map<string, number>();
  return points
    .map((point) => {
      const cell = `${point.call} ${point.stage}`;
      const round = counts.get(cell) ?? 0;
      counts.set(cell, round + 1);
      return { point, round };
    })
    .sort((a, b) => a.round - b.round)
    .map(({ point }) => point);
}

/** `killed`: whether a worker has been killed there, and the scenario has ended. */
export function coverageOf(points: readonly KillPoint[], killed: (point: KillPoint) => boolean): Coverage {
  const rows = new Map<string, Partial<Record<Stage, { there: number; killed: number }>>>();
  for (const point of points) {
    const row = rows.get(point.call) ?? {};
    const { there, killed: before } = row[point.stage] ?? { there: 0, killed: 0 };
    row[point.stage] = { there: there + 1, killed: before + Number(killed(point)) };
    rows.set(point.call, row);
  }
  return new Map([...rows].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** "killed/there" of each call at each stage. */
export function tableOf(coverage: Coverage): Record<string, Record<string, string>> {
  return Object.fromEntries(
    [...coverage].map(([call, row]) => [
      call,
      Object.fromEntries(STAGES.map((stage) => [stage, row[stage] ? `${row[stage].killed}/${row[stage].there}` : ""])),
    ]),
  );
}

/** Calls and stages at which no worker has been killed. */
export function uncovered(coverage: Coverage): string[] {
  return [...coverage].flatMap(([call, row]) =>
    STAGES.flatMap((stage) => (row[stage]?.killed === 0 ? [`${call} at ${stage}`] : [])),
  );
}

/** Every call that an apply can send, with its use where one operation has several. */
const APPLY_CALLS: Record<Operation, readonly string[]> = {
  CreateSecurityGroup: [""],
  AuthorizeSecurityGroupEgress: [""],
  AuthorizeSecurityGroupIngress: [""],
  CreateVpcEndpoint: ["Interface", "Gateway", "PrivateDnsEnabled"],
  ModifyVpcEndpoint: [
    "AddSubnetIds",
    "AddSecurityGroupIds",
    "AddRouteTableIds",
    "PolicyDocument",
    "IpAddressType",
    "PrivateDnsEnabled",
  ],
  ModifyVpcAttribute: ["EnableDnsSupport", "EnableDnsHostnames"],
};

const UNDO_CALLS: Record<UndoOperation | "ModifyVpcEndpoint" | "ModifyVpcAttribute", readonly string[]> = {
  DeleteVpcEndpoints: [""],
  RevokeSecurityGroupEgress: [""],
  RevokeSecurityGroupIngress: [""],
  DeleteSecurityGroup: [""],
  ModifyVpcEndpoint: [
    "RemoveSubnetIds",
    "RemoveSecurityGroupIds",
    "RemoveRouteTableIds",
    "PolicyDocument",
    "ResetPolicy",
    "IpAddressType",
    "PrivateDnsEnabled=off",
  ],
  ModifyVpcAttribute: ["EnableDnsSupport=off", "EnableDnsHostnames=off"],
};

/** Calls that a run can send and that none of these scenarios sends: empty, or the fixtures lack something. */
export function unsent(coverage: Coverage): string[] {
  const sent = (when: string, operation: string, part: string) =>
    [...coverage].some(([call, row]) => {
      const [, before, name, parts = ""] = /^([^:]+): ([^(]+)(?:\((.*)\))?$/.exec(call) ?? [];
      return before === when && name === operation && row.call && (part === "" || parts.split(",").includes(part));
    });
  const of = (when: string, calls: Record<string, readonly string[]>) =>
    Object.entries(calls).flatMap(([operation, parts]) =>
      parts.filter((part) => !sent(when, operation, part)).map((part) => `${when}: ${operation} ${part}`),
    );
  return [...of("apply", APPLY_CALLS), ...of("rollback", UNDO_CALLS), ...of(ON_FAILURE, UNDO_CALLS)];
}
