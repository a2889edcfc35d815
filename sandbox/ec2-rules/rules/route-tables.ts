import type { Rule } from "../call";
import { listedEndpoints } from "../endpoint";
import { child, element, items, setChild, text } from "../xml";

export const routesOfGatewayEndpoints: Rule = {
  name: "A gateway endpoint is a route to the service's prefix list in its route tables",
  source: "AWS PrivateLink guide, Gateway endpoints: routing",
  actions: ["DescribeRouteTables"],
  after(call, answer) {
    const gateways = listedEndpoints(call.state, call.now).filter((endpoint) => endpoint.prefixListId !== null);
    for (const item of items(answer, "routeTableSet")) {
      const id = text(item, "routeTableId");
      for (const { id: gatewayId, prefixListId } of gateways.filter((entry) => entry.routeTableIds.includes(id))) {
        if (!child(item, "routeSet")) setChild(item, element("routeSet", []));
        child(item, "routeSet")?.children.push(
          element("item", {
            destinationPrefixListId: prefixListId ?? undefined,
            gatewayId,
            state: "active",
            origin: "CreateRoute",
          }),
        );
      }
    }
  },
};
