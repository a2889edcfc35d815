import { describe, expect, it } from "vitest";
import { faults } from "#lib/core/testing/faults/all";
import { intentOf } from "#lib/core/testing/faults/fault";
import { fieldCases } from "#lib/core/testing/field-cases";
import { plan } from "../plan";
import { fixIntent } from "./fix-plan";
import { symptoms } from "./symptoms";
import { checkVpc } from "./vpc-check";

const accounts = [
  ...Object.entries(fieldCases).map(([name, make]) => [name, make()] as const),
  ...faults.map(({ name, fault }) => {
    const scene = fault.scene(true);
    return [name, { snapshot: scene.snapshot, intent: intentOf(scene) }] as const;
  }),
];

describe.each(accounts)("%s", (_, { snapshot, intent }) => {
  const result = checkVpc(snapshot, intent.vpcId, intent.services);
  const found = snapshot.vpc ? symptoms(result, snapshot) : [];

  it("every fix that a check offers is one that a plan makes, without errors and with the effect", () => {
    for (const { fix, services, securityGroupIds, subnetIds } of found) {
      if (!fix.byPlan) continue;
      const wanted = fixIntent(snapshot, { services, securityGroupIds, subnetIds });
      if (!wanted) throw new Error("There is a VPC.");
      const planned = plan(snapshot, wanted);
      expect(planned.findings.filter(({ severity }) => severity === "error")).toEqual([]);
      expect(planned.changes).not.toEqual([]);
      for (const row of planned.reachability.filter(({ subnetId }) => subnetIds.includes(subnetId))) {
        expect(row.after).toBe("private");
      }
    }
  });

  it("what cannot be seen is not called broken", () => {
    const unknown = result.reachability.filter(({ verdict }) => verdict === "unknown");
    for (const { securityGroupId, subnetId, service } of unknown) {
      const broken = found.filter(
        ({ kind, securityGroupIds, subnetIds, services }) =>
          (kind === "broken" || kind === "partial") &&
          securityGroupIds.some((id) => id === securityGroupId) &&
          subnetIds.some((id) => id === subnetId) &&
          services.includes(service),
      );
      expect(broken).toEqual([]);
    }
  });
});

it("some checks offer fixes, and some do not since a plan would refuse them", () => {
  const kinds = accounts.flatMap(([, { snapshot, intent }]) =>
    snapshot.vpc ? symptoms(checkVpc(snapshot, intent.vpcId, intent.services), snapshot).map(({ fix }) => fix) : [],
  );
  expect(kinds.filter(({ byPlan }) => byPlan).length).toBeGreaterThan(20);
  expect(kinds.filter(({ words }) => words.includes("A plan cannot fix it")).length).toBeGreaterThan(3);
});
