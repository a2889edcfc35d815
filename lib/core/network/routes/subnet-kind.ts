import type { RouteTable } from "../snapshot";

/** How a subnet reaches the internet: through an internet gateway, by other means (NAT, transit gateway, appliance), or not at all. */
export type SubnetKind = "public" | "private" | "isolated";

const DEFAULT_ROUTES = ["0.0.0.0/0", "::/0"];

/** VPC user guide, "Subnet types". A default route that is a blackhole leads nowhere. */
export function subnetKind(table: RouteTable | undefined): SubnetKind {
  const targets = (table?.routes ?? [])
    .filter(({ destination, active }) => active && DEFAULT_ROUTES.includes(destination))
    .map(({ target }) => target);
  if (targets.includes("internet-gateway")) return "public";
  return targets.some((target) => target !== "local" && target !== "none") ? "private" : "isolated";
}
