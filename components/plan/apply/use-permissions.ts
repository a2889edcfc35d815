"use client";
import { useQuery } from "@tanstack/react-query";
import { getJson } from "#components/queries";
import type { Plan } from "#lib/core/format/plan-format";
import { bySeverity } from "#lib/core/format/severity";
import { type PermissionResults, permissionFindings, permissionsNotChecked } from "#lib/core/iam/permissions";

export type Permissions = {
  /** The plan with a finding for each permission that is missing. */
  plan: Plan | null;
  /** What is not known beforehand, a line each. */
  notChecked: string[];
  pending: boolean;
};

const NO_ANSWER = "permissions, by dry runs (the worker did not respond)";

/** Asks the worker, in the background, whether the plan's calls would be allowed. `flush` saves the draft that it plans. */
export function usePermissions(draftId: string, plan: Plan | null, flush: () => Promise<unknown>): Permissions {
  const fingerprint = plan?.fingerprint ?? "";
  const query = useQuery({
    queryKey: ["permissions", draftId, fingerprint],
    queryFn: async () => {
      await flush();
      return getJson<PermissionResults | null>("/api/permissions", { draft: draftId });
    },
    enabled: (plan?.changes.length ?? 0) > 0,
    staleTime: 60_000,
    retry: false,
  });
  if (!plan || plan.changes.length === 0) return { plan, notChecked: [], pending: false };
  if (query.isPending) return { plan, notChecked: [], pending: true };
  if (query.data?.fingerprint !== fingerprint) return { plan, notChecked: [NO_ANSWER], pending: false };
  const { results } = query.data;
  return {
    plan: { ...plan, findings: bySeverity([...plan.findings, ...permissionFindings(plan, results)]) },
    notChecked: permissionsNotChecked(plan, results),
    pending: false,
  };
}
