import type { Check } from "../check";

/** The plan switches a DNS attribute of the whole VPC on. */
export const dnsAttributesChange: Check = ({ intent, desired }) => {
  const attributes = [
    ...(desired.enableDnsSupport ? ["DNS resolution (enableDnsSupport)"] : []),
    ...(desired.enableDnsHostnames ? ["DNS hostnames (enableDnsHostnames)"] : []),
  ];
  if (attributes.length === 0) return [];
  return [
    {
      code: "dns-attributes-change",
      severity: "info",
      summary: `The plan switches ${attributes.join(" and ")} on for all of ${intent.vpcId}.`,
      detail:
        "Private DNS needs both. Instances with public addresses get public DNS hostnames from then on; nothing is cut off.",
      resources: [intent.vpcId],
    },
  ];
};
