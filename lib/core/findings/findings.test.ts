import { describe, expect, it } from "vitest";
import { checkVpc } from "#lib/core/check/vpc-check";
import { findingCodes } from "#lib/core/format/finding-codes";
import type { Finding } from "#lib/core/format/plan-format";
import { plan } from "../plan";
import { faults } from "../testing/faults/all";
import { intentOf, type Scene } from "../testing/faults/fault";

const findingsOf = (scene: Scene, code: string): Finding[] =>
  plan(scene.snapshot, intentOf(scene)).findings.filter((finding) => finding.code === code);

const today = ({ snapshot }: Scene, services: readonly string[], code: string): Finding[] =>
  snapshot.vpc ? checkVpc(snapshot, snapshot.vpc.id, services).findings.filter((finding) => finding.code === code) : [];

it("every code of the contract has a fault here", () => {
  expect(new Set(faults.map(({ code }) => code))).toEqual(new Set(Object.keys(findingCodes)));
});

// Results of dry runs are not part of a snapshot.
const ofSnapshots = faults.filter(({ code }) => code !== "permission-denied");

describe.each(ofSnapshots.map((each) => [each.name, each] as const))("%s", (_, { code, fault }) => {
  it("is reported once per resource, with its severity, its name and a next step", () => {
    const found = findingsOf(fault.scene(true), code);
    expect(found).toHaveLength(fault.times ?? 1);
    for (const { severity, summary, detail, resources, fix } of found) {
      expect(findingCodes[code]).toContain(severity);
      if (fault.severity) expect(severity).toBe(fault.severity);
      expect(summary).toMatch(/\.$/);
      expect(detail.length).toBeGreaterThan(20);
      if (resources.length > 0) expect(resources.filter((id) => `${summary} ${detail}`.includes(id))).not.toEqual([]);
      if (severity === "error") expect(fix).toBeTruthy();
    }
  });

  it("is not reported for an equal account without it", () => {
    expect(findingsOf(fault.scene(false), code)).toEqual([]);
  });
});

const withFix = ofSnapshots.flatMap(({ name, code, fault: { scene, fixed } }) =>
  fixed ? [[name, code, () => fixed(scene(true))] as const] : [],
);

it.each(withFix)("%s is not reported any more after its fix", (_, code, followed) => {
  expect(findingsOf(followed(), code)).toEqual([]);
});

const ofToday = ofSnapshots.flatMap(({ name, code, fault: { scene, today: services } }) =>
  services ? [[name, code, scene, services] as const] : [],
);

it.each(ofToday)("%s is reported by a check of the VPC, too", (_, code, scene, services) => {
  expect(today(scene(true), services, code)).toHaveLength(1);
  expect(today(scene(false), services, code)).toEqual([]);
});
