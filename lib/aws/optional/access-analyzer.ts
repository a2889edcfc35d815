import {
  AccessAnalyzerClient,
  paginateValidatePolicy,
  type ValidatePolicyFinding,
  type ValidatePolicyFindingType,
} from "@aws-sdk/client-accessanalyzer";
import type { Read } from "#lib/core/network/snapshot";
import type { PolicyVerdict } from "#lib/core/policy/remarks";
import type { Target } from "#lib/core/run/target";
import { attempt, type Service } from "./attempt";

const ACCESS_ANALYZER: Service = {
  id: "accessanalyzer",
  name: "Access Analyzer",
  actions: "access-analyzer:ValidatePolicy",
};

const SEVERITY: Readonly<Record<ValidatePolicyFindingType, PolicyVerdict["severity"]>> = {
  ERROR: "error",
  SECURITY_WARNING: "warning",
  WARNING: "warning",
  SUGGESTION: "suggestion",
};

/** The checks that a policy of any resource undergoes: there are none for VPC endpoints in particular (API reference, ValidatePolicy). */
export function validatePolicy(target: Target, document: string): Promise<Read<PolicyVerdict[]>> {
  return attempt(target, ACCESS_ANALYZER, async ({ config, abortSignal }) => {
    const client = new AccessAnalyzerClient(config);
    try {
      const verdicts: PolicyVerdict[] = [];
      const input = { policyDocument: document, policyType: "RESOURCE_POLICY", locale: "EN" } as const;
      const paging = { client, pageSize: 100, stopOnSameToken: true };
      for await (const { findings = [] } of paginateValidatePolicy(paging, input, { abortSignal })) {
        verdicts.push(...findings.map(verdictFrom));
      }
      return verdicts;
    } finally {
      client.destroy();
    }
  });
}

/** Lines count from 1, columns from 0 in the response, both from 1 here. */
function verdictFrom({ findingType, findingDetails, issueCode, locations }: ValidatePolicyFinding): PolicyVerdict {
  const start = locations?.[0]?.span?.start;
  return {
    severity: SEVERITY[findingType ?? "WARNING"] ?? "warning",
    message: findingDetails ?? "Access Analyzer gives no details.",
    code: issueCode ?? "",
    line: start?.line ?? 1,
    column: (start?.column ?? 0) + 1,
  };
}
