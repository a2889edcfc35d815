/** Which boundaries a worker has been killed at, for each call of an apply, of a rollback and of one that follows a failure at once. */
import type { UndoOperation } from "#lib/aws/gateway";
import type { Operation } from "#lib/core/format/plan-format";
import { UNDO_PLAN } from "#lib/run/step/stored";
import type { ScenarioResult } from "./scenario";

/** At what stage of a call: each is a place where a worker can be killed. */
const STAGES = ["noting", "call", "arrived", "effect", "answered", "waiting", "record", "recorded", "read"] as const;
type Stage = (typeof STAGES)[number];

/** Boundaries of one call at each stage: how many there are, and at how many a worker has been killed. */
export type Coverage = ReadonlyMap<string, Partial<Record<Stage, { there: number; killed: number }>>>;

/** A boundary of a journey, and what stands there: which call, at what stage of it. */
export type KillPoint = { scenario: string; boundary: string; call: string; stage: Stage };

/** The boundaries of a journey without kills. */
export function killPointsOf({ name, crossed, calls }: ScenarioResult): KillPoint[] {
  const turn = crossed.findIndex((key) => key.startsWith(`apply recorded ${UNDO_PLAN} `));
  return crossed.map((boundary, index) => {
    const { kind, stage, call } = parsed(boundary, calls);
    const when = turn >= 0 && index > turn ? "back at once" : kind;
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

/** The same places, so that of each call and stage one comes first, then a second one of each, and so on. */
export function oneOfEachFirst(places: readonly KillPoint[]): KillPoint[] {
  const met = new Map<string, number>();
  return places
    .map((place) => {
      const cell = `${place.call} ${place.stage}`;
      const turn = met.get(cell) ?? 0;
      met.set(cell, turn + 1);
      return { place, turn };
    })
    .sort((a, b) => a.turn - b.turn)
    .map(({ place }) => place);
}

/** `killed`: whether a worker has been killed there, and the journey has arrived. */
export function coverageOf(places: readonly KillPoint[], killed: (place: KillPoint) => boolean): Coverage {
  const rows = new Map<string, Partial<Record<Stage, { there: number; killed: number }>>>();
  for (const place of places) {
    const row = rows.get(place.call) ?? {};
    const { there, killed: before } = row[place.stage] ?? { there: 0, killed: 0 };
    row[place.stage] = { there: there + 1, killed: before + Number(killed(place)) };
    rows.set(place.call, row);
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

/** Every call that a run can send, with what it does where one operation does many things. */
const FORTH: Record<Operation, readonly string[]> = {
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

const BACK: Record<UndoOperation | "ModifyVpcEndpoint" | "ModifyVpcAttribute", readonly string[]> = {
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

/** Calls that a run can send and that none of these journeys sends: empty, or the scenes lack something. */
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
  return [...of("apply", FORTH), ...of("rollback", BACK), ...of("back at once", BACK)];
}
