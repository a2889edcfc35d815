/** A VPC as it is, for what a workload needs: the check of its page, and its outcome in a word for lists. */
import type { Finding } from "#lib/core/format/plan-format";
import { type Feature, servicesFor, type Workload, workloads } from "#lib/core/intent/catalogue";
import type { Snapshot, VpcId } from "#lib/core/network/snapshot";
import { inferredWorkload } from "./inference";
import { type Symptom, symptoms } from "./symptoms";
import { checkVpc, interfacesOf, type VpcCheck } from "./vpc-check";

/** `alone`: interfaces of this kind of workload were found, and only they were checked. */
export type Today = { check: VpcCheck; symptoms: Symptom[]; alone: boolean };

/** The workload that most of what runs here may be. */
export const likelyWorkload = (snapshot: Snapshot): Workload => inferredWorkload(snapshot) ?? "fargate";

/** Checks a VPC for a workload and what it uses; where none of its kind runs, everything that does is checked. */
export function checkToday(
  snapshot: Snapshot,
  vpcId: VpcId,
  needs: { workload: Workload; features: readonly Feature[] },
): Today {
  const services = servicesFor({ ...needs, services: [] }).map(({ service }) => service);
  const own = interfacesOf(snapshot, needs.workload);
  const only = own.length > 0 ? own : undefined;
  const check = checkVpc(snapshot, vpcId, services, only);
  return { check, symptoms: symptoms(check, snapshot, only), alone: own.length > 0 };
}

/** The worst that a check found, and how many of that. */
export type Health = { kind: "broken" | "not-private" | "to-review" | "healthy"; count: number };

export function healthOf(found: readonly Symptom[], findings: readonly Finding[]): Health {
  const broken = found.filter(({ kind }) => kind === "broken" || kind === "partial").length;
  if (broken > 0) return { kind: "broken", count: broken };
  const outside = found.filter(({ kind }) => kind === "internet").length;
  if (outside > 0) return { kind: "not-private", count: outside };
  const pressing = findings.filter(({ severity }) => severity !== "info").length;
  return pressing > 0 ? { kind: "to-review", count: pressing } : { kind: "healthy", count: 0 };
}

/** A VPC's health for the workload that most likely runs in it, as its page shows it at first; null: nothing that could be checked. */
export type VpcHealth = { workload: Workload; health: Health | null };

export function vpcHealth(snapshot: Snapshot, vpcId: VpcId): VpcHealth {
  const workload = likelyWorkload(snapshot);
  const today = checkToday(snapshot, vpcId, { workload, features: workloads[workload].suggests });
  const checked = today.check.reachability.length > 0;
  return { workload, health: checked ? healthOf(today.symptoms, today.check.findings) : null };
}
