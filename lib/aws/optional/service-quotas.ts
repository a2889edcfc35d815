import { paginateListServiceQuotas, ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import type { Quotas, Read } from "#lib/core/network/snapshot";
import type { Target } from "#lib/core/run/target";
import { attempt, type Service, Skipped } from "./attempt";

const SERVICE_QUOTAS: Service = {
  id: "service_quotas",
  name: "Service Quotas",
  actions: "servicequotas:ListServiceQuotas",
};

/** Service Quotas API reference: up to 100 on a page. */
const PAGE = 100;

/** Quota codes of the service `vpc` (VPC user guide, Amazon VPC quotas; AWS PrivateLink guide, Quotas). */
const CODES: Readonly<Record<string, keyof Quotas>> = {
  "L-29B6F2EB": "interfaceEndpointsPerVpc",
  "L-1B52E74A": "gatewayEndpointsPerRegion",
  "L-2AFB9258": "groupsPerInterface",
  "L-0EA8095F": "rulesPerGroupAndDirection",
};

/** The quotas as applied to the account in this Region. */
export function readQuotas(target: Target): Promise<Read<Quotas>> {
  return attempt(target, SERVICE_QUOTAS, async ({ config, abortSignal }) => {
    const client = new ServiceQuotasClient(config);
    try {
      const quotas: Quotas = {};
      const paging = { client, pageSize: PAGE, stopOnSameToken: true };
      for await (const page of paginateListServiceQuotas(paging, { ServiceCode: "vpc" }, { abortSignal })) {
        for (const { QuotaCode, Value } of page.Quotas ?? []) {
          const name = CODES[QuotaCode ?? ""];
          if (name && Value !== undefined) quotas[name] = Value;
        }
      }
      if (Object.keys(quotas).length === 0) throw new Skipped("Service Quotas lists none of them for this account");
      return quotas;
    } finally {
      client.destroy();
    }
  });
}
