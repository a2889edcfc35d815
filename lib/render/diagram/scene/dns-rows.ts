import type { DnsRow } from "#lib/core/format/plan-format";
import { findService } from "#lib/core/network/services/service";
import type { Snapshot } from "#lib/core/network/snapshot";
import { endpointsOf } from "#lib/core/planning/desired";
import { listed } from "#lib/core/text/phrases";
import { resolutionWords } from "#lib/render/words/resolution";
import { type Face, face, type Item } from "../scene";
import type { DiagramView } from "../shape";
import { nameOf, type Story } from "./story";

/** Whether a gateway endpoint's routes lead to the public addresses of a service. */
function hasGatewayRoute(snapshot: Snapshot, raw: string): boolean {
  const service = findService(snapshot, raw);
  const endpoints = service?.offer.type === "Gateway" ? endpointsOf(snapshot, service) : [];
  return endpoints.some(({ routeTableIds }) => routeTableIds.length > 0);
}

/** What a name resolves to: addresses of an endpoint, the subnets where they will be, or a text for other resolutions. */
export function resolutionOf(story: Pick<Story, DiagramView>, view: DiagramView, row: DnsRow): string {
  const words = resolutionWords(row[view]);
  if (row[view] === "public" && hasGatewayRoute(story[view], row.service)) return `${words}, by the gateway's route`;
  const endpoint = story[view].endpoints.find(({ id }) => id === row[view]);
  if (words || !endpoint) return words ?? "public addresses";
  const own = story[view].networkInterfaces.filter(({ id }) => endpoint.networkInterfaceIds.includes(id));
  const addresses = own.flatMap((one) => one.addresses[0]?.address ?? one.ipv6Addresses[0] ?? []).sort();
  const bare = story[view].subnets.filter(
    ({ id }) => endpoint.subnetIds.includes(id) && !own.some((one) => one.subnetId === id),
  );
  const planned = bare.map((subnet) => subnet.cidr ?? nameOf(subnet)).sort();
  return [listed(addresses, 3), planned.length > 0 ? `new in ${listed(planned, 3)}` : ""].filter(Boolean).join(", ");
}

/** A name of a service and what it resolves to, before and after. */
export function dnsItem(story: Story, row: DnsRow): Item {
  const moved = row.before !== row.after;
  const faceIn = (view: DiagramView): Face => {
    const state = view === "before" || !moved ? "existing" : row.before === "public" ? "added" : "changed";
    const by = resolutionWords(row[view]) ? "" : `resolves to ${row[view]}`;
    return face(row.name, `→ ${resolutionOf(story, view, row)}`, state, by);
  };
  const attributes = [...story.changesOf("enable-dns-support"), ...story.changesOf("enable-dns-hostnames")];
  return {
    id: `dns/${row.service}/${row.name}`,
    kind: "dns",
    faces: { before: faceIn("before"), after: faceIn("after") },
    changes: moved ? [...story.changesOf(row.after), ...attributes] : [],
    children: [],
  };
}
