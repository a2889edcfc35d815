/** From what a name resolves to, to the paths that clients' packets take. */
import type { Family } from "#lib/core/network/intervals";
import type { NetworkIndex, Unreadable } from "#lib/core/network/network-index";
import type { RequestedService } from "#lib/core/network/services/service";
import { gatewaysOn, type Resolution } from "./dns-resolution";
import { gatewayPaths } from "./gateway-path";
import { interfacePaths } from "./interface-path";
import { type NetworkPaths, noPath, unknownPath } from "./network-path";
import { publicPaths } from "./public-path";

/** Services for which this is equal in one state of the account share their paths, which are computed once. */
export function pathsKey(
  service: RequestedService,
  resolutions: Record<Family, Resolution>,
  ports: readonly number[],
): string {
  const part = (resolution: Resolution) => {
    if (resolution.kind === "public") {
      const { gateways, causes } = resolution;
      const { ipAddressTypes, privateDnsNames, name } = service.offer;
      const aaaa = [ipAddressTypes, privateDnsNames.some((one) => one.endsWith(".api.aws"))];
      return [
        causes,
        aaaa,
        gateways.length > 0 ? [name, gateways.map(({ id, routeTableIds }) => [id, routeTableIds])] : [],
      ];
    }
    if (resolution.kind !== "endpoints") return resolution;
    return resolution.targets.map(({ endpoint: one, only }) => [
      one.subnetIds,
      one.networkInterfaceIds,
      one.securityGroupIds,
      one.ipAddressType,
      only && JSON.stringify(only, (_, value) => (typeof value === "bigint" ? String(value) : value)),
    ]);
  };
  return JSON.stringify([ports, part(resolutions[4]), part(resolutions[6])]);
}

/** The paths after a resolution, on all of the ports to test. `unreadable`: what groups that cannot be read are taken to allow. */
export function pathsAfter(
  index: NetworkIndex,
  service: RequestedService,
  resolution: Resolution,
  ports: readonly number[],
  unreadable: Unreadable,
): NetworkPaths {
  switch (resolution.kind) {
    case "none":
    case "unknown": {
      const { kind, reason } = resolution;
      const paths = { 4: noPath(4, reason), 6: noPath(6, reason) };
      const unknown = { 4: unknownPath(4, reason), 6: unknownPath(6, reason) };
      return ({ family }) => (kind === "none" ? paths : unknown)[family];
    }
    case "endpoints":
      return interfacePaths(index, resolution.targets, ports, unreadable);
    case "public": {
      const { gateways, causes } = resolution;
      const publicly = publicPaths(index, service, ports, causes);
      if (gateways.length === 0) return publicly;
      const byTable = new Map<string, NetworkPaths>();
      return (client, egress) => {
        const table = index.routeTableOf(client.subnet.id);
        const id = table?.id ?? "";
        const paths = byTable.get(id) ?? pathsFrom(gatewaysOn(gateways, table));
        byTable.set(id, paths);
        return paths(client, egress);
      };
      function pathsFrom(here: typeof gateways): NetworkPaths {
        return here.length > 0 ? gatewayPaths(index, service.offer.name, here, ports) : publicly;
      }
    }
    default:
      return resolution satisfies never;
  }
}
