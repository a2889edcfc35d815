import { describe, expect, it } from "vitest";
import { planDifference } from "#lib/core/format/difference";
import { blockers } from "#lib/core/format/finding-groups";
import type { Snapshot } from "#lib/core/network/snapshot";
import { plan } from "#lib/core/plan";
import { relevant } from "#lib/run/testing/approval-changes";
import { approvalScenarios } from "#lib/run/testing/approval-scenarios";
import { fakeAccount } from "#lib/run/testing/fake-account";
import { irrelevant } from "#lib/run/testing/idle-changes";
import { applyRequest, fastSettings } from "#lib/run/testing/scenario";
import { refusal } from "./approval";

/** What the worker says of a plan that was approved over one state of the account, over another. */
async function refused(request: ReturnType<typeof applyRequest>, now: Snapshot) {
  const { gateway } = fakeAccount(now);
  return refusal(request, { gateway, settings: fastSettings, vpcId: request.plan.vpcId });
}

function edited(snapshot: Snapshot, edit: (now: Snapshot) => unknown): Snapshot {
  const now = structuredClone(snapshot);
  edit(now);
  return now;
}

let count = 0;
let refusals = 0;

for (const build of approvalScenarios) {
  const scenario = build();
  const { name, snapshot, intent } = scenario;
  const request = applyRequest(snapshot, intent);
  const approved = request.plan;

  describe(`the plan of ${name}`, () => {
    it("can be applied as long as nothing happens", async () => {
      expect(approved.changes).not.toEqual([]);
      expect(blockers(approved)).toEqual([]);
      expect(await refused(request, snapshot)).toBeNull();
    });

    for (const { name: what, edit } of relevant(scenario, approved)) {
      count += 1;
      it(`is refused when ${what}`, async () => {
        const now = edited(snapshot, edit);
        // Pages and the command line compare fingerprints of plans read with the same credentials.
        const again = plan(now, intent);
        expect(again.fingerprint !== approved.fingerprint || blockers(again).length > 0).toBe(true);
        expect([...blockers(again), ...planDifference(approved, again)].join(" ")).toMatch(/\S+ .*\S/);
        // What only reads beyond EC2 show does not stop the worker, which may have fewer of them.
        const error = await refused(request, now);
        if (error) expect(error).toMatchObject({ code: expect.stringMatching(/^(PlanChanged|Blocked)$/) });
        else expect(what).toMatch(/default quota|Resolver rule/);
        refusals += error ? 1 : 0;
      });
    }

    for (const { name: what, edit } of irrelevant(scenario)) {
      count += 1;
      it(`is carried out though ${what}`, async () => {
        const now = edited(snapshot, edit);
        expect(await refused(request, now)).toBeNull();
        expect(plan(now, intent).fingerprint).toBe(approved.fingerprint);
      });
    }
  });
}

it("these are more than 200 changes", () => {
  expect(count).toBeGreaterThan(200);
  expect(refusals).toBeGreaterThan(100);
});
