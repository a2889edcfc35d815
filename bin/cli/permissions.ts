import { applyTarget } from "#lib/aws/client/target";
import { writeGateway } from "#lib/aws/ec2-writer";
import { bySeverity } from "#lib/core/format/severity";
import { permissionFindings, permissionsNotChecked } from "#lib/core/iam/permissions";
import { checkPermissions } from "#lib/run/permissions/dry-run";
import { localActor } from "#lib/server/auth/actor";
import type { Planned } from "./account";

/** The plan with what dry runs report about the permissions that its calls need, asked under the identity that would make them. */
export async function withPermissions(planned: Planned): Promise<Planned> {
  const { plan, target } = planned;
  const apply = applyTarget(target, localActor(), process.env);
  const results = await checkPermissions(plan.changes, apply, () => writeGateway(apply));
  return {
    ...planned,
    plan: { ...plan, findings: bySeverity([...plan.findings, ...permissionFindings(plan, results)]) },
    notChecked: [...planned.notChecked, ...permissionsNotChecked(plan, results)],
  };
}
