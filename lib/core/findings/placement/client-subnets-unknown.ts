import { subnetsOfGroup } from "#lib/core/network/routes/routes";
import { listed } from "#lib/core/text/phrases";
import type { Check } from "../check";

/** No interface has a client group yet, and the intent does not say where its workloads may run: the candidate subnets are assumed. */
export const clientSubnetsUnknown: Check = ({ before, intent }) => {
  const unused = intent.clientSecurityGroupIds.filter((id) => subnetsOfGroup(before, id).length === 0);
  if (intent.clientSubnetIds?.length || unused.length === 0) return [];
  return [
    {
      code: "client-subnets-unknown",
      severity: "warning",
      summary: `clientSubnetIds: no interface carries ${listed(unused)} yet, so where these workloads will run is not known.`,
      detail: "Rules and routes are planned for the subnets of the endpoints; elsewhere workloads may lack them.",
      resources: unused,
      fix: "Name the subnets where they may run: clientSubnetIds.",
    },
  ];
};
