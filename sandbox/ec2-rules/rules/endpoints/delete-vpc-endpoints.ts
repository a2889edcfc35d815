import { refusals } from "#lib/core/network/ec2-rules";
import type { Rule } from "../../call";
import { interfacesOf } from "../../endpoints/endpoint";
import { list } from "../../protocol/params";
import { element } from "../../protocol/xml";

export const deleteVpcEndpoints: Rule = {
  name: "DeleteVpcEndpoints returns 200 and lists in Unsuccessful what it could not delete",
  source: "EC2 API reference, DeleteVpcEndpoints",
  actions: ["DeleteVpcEndpoints"],
  handle(call) {
    const { state, now, settings } = call;
    const unsuccessful = list(call.params, "VpcEndpointId").flatMap((endpointId) => {
      const endpoint = state.endpoints.get(endpointId);
      if (!endpoint || (endpoint.goneAt !== null && endpoint.goneAt <= now)) {
        const { code, words } = refusals.endpointNotFound;
        return [{ error: { code, message: words({ id: endpointId }) }, resourceId: endpointId }];
      }
      if (endpoint.goneAt !== null) return [];
      const goneAt = now + (endpoint.type === "Interface" ? settings.deletedDelayMs : 0);
      for (const entry of interfacesOf(state, endpoint, now)) call.put("interfaces", { ...entry, goneAt });
      call.put("endpoints", { ...endpoint, goneAt });
      return [];
    });
    return element("DeleteVpcEndpointsResponse", { unsuccessful });
  },
};
