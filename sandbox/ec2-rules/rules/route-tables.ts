import type { Rule } from "../call";
import { listedEndpoints } from "../endpoints/endpoint";
import { child, type Element, element, items, setChild, text } from "../protocol/xml";

export const routesOfGatewayEndpoints: Rule = {
  name: "A gateway endpoint is a route to the service's prefix list in its route tables",
  source: "AWS PrivateLink guide, Gateway endpoints: routing",
  actions: ["DescribeRouteTables"],
  after(call, response) {
    const gateways = listedEndpoints(call.state, call.now).filter((endpoint) => endpoint.prefixListId !== null);
    for (const item of items(response, "routeTableSet")) {
      const id = text(item, "routeTableId");
      if (call.settings.lostRoutes.includes(id)) continue;
      for (const { id: gatewayId, prefixListId } of gateways.filter((entry) => entry.routeTableIds.includes(id))) {
        const destination = prefixListId ? { destinationPrefixListId: prefixListId } : {};
        addRoute(item, { ...destination, gatewayId, state: "active", origin: "CreateRoute" });
      }
    }
  },
};

export const routesOfOtherOrigins: Rule = {
  name: "Routes are propagated by virtual private gateways, and become blackholes when their target goes",
  source: "VPC user guide, Route table concepts",
  actions: ["DescribeRouteTables"],
  after(call, response) {
    for (const item of items(response, "routeTableSet")) {
      const { routes = [] } = call.state.routeTableFacts.get(text(item, "routeTableId")) ?? {};
      for (const route of routes) addRoute(item, { state: "active", origin: "CreateRoute", ...route });
    }
  },
};

function addRoute(table: Element, route: Record<string, string>): void {
  if (!child(table, "routeSet")) setChild(table, element("routeSet", []));
  child(table, "routeSet")?.children.push(element("item", route));
}
