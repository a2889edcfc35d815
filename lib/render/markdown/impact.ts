import type { Plan } from "#lib/core/format/plan-format";
import { listed } from "#lib/core/text/phrases";
import { changeTitle } from "../words/change-title";
import { inline } from "./escape";

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/**
 * What applying means for traffic, a line each: what breaks, from which change on names lead elsewhere, how long it takes (VPC user
 * guide, "Gateway endpoints", and "Manage DNS names").
 */
export function impactLines({ changes, region, findings }: Plan): string[] {
  const numbered = changes.map((change, at) => ({ change, number: at + 1 }));
  const titled = { region, securityGroups: [], endpoints: [] };
  const routed = numbered.filter(
    ({ change: { input } }) => list(input.RouteTableIds).length + list(input.AddRouteTableIds).length > 0,
  );
  const named = numbered.filter(({ change: { input } }) => input.PrivateDnsEnabled === true);
  const breaks = routed.map(({ change, number }) => {
    const isS3 = findings.some(({ code }) => code === "s3-route-interrupts");
    return `**${isS3 ? "S3 connections break once" : "Connections over the gateway break once"}**, at change ${number} (${inline(changeTitle(change, titled))}): clients that retry go on. Apply while no long upload or download is going on.`;
  });
  const [first] = named;
  return [
    ...breaks,
    ...(first
      ? [
          `New connections use the endpoints from change ${listed(
            named.map(({ number }) => String(number)),
            6,
          )} on, as soon as DNS answers expire (about a minute); connections that are open stay where they are.`,
        ]
      : []),
    routed.length > 0
      ? "Maintenance window: outside busy hours, ten minutes. All other changes interrupt nothing."
      : "Maintenance window: ten minutes at any time; no change interrupts a connection.",
  ];
}
