/** What is another account's that shares it, and what LocalStack does not know of a subnet. */
import type { Rule } from "../call";
import { flag, without } from "../protocol/params";
import { element, items, setChild, text } from "../protocol/xml";

export const subnetOwners: Rule = {
  name: "DescribeSubnets says whose a subnet is that another account shares, and whether it has DNS64",
  source: "EC2 API reference, Subnet",
  actions: ["DescribeSubnets"],
  after(call, response) {
    for (const item of items(response, "subnetSet")) {
      const id = text(item, "subnetId");
      const facts = call.state.subnetFacts.get(id);
      if (facts) setChild(item, element("ownerId", facts.ownerId));
      setChild(item, element("enableDns64", call.state.subnetAttributes.get(id)?.enableDns64 ?? false));
    }
  },
};

export const vpcOwners: Rule = {
  name: "DescribeVpcs says whose a VPC is that another account shares",
  source: "VPC user guide, Share your VPC subnets with other accounts",
  actions: ["DescribeVpcs"],
  after(call, response) {
    for (const item of items(response, "vpcSet")) {
      const facts = call.state.vpcFacts.get(text(item, "vpcId"));
      if (facts) setChild(item, element("ownerId", facts.ownerId));
    }
  },
};

export const dns64: Rule = {
  name: "ModifySubnetAttribute switches DNS64 on and off",
  source: "EC2 API reference, ModifySubnetAttribute",
  actions: ["ModifySubnetAttribute"],
  async handle(call) {
    const enableDns64 = flag(call.params, "EnableDns64.Value");
    if (enableDns64 === undefined) return call.mutate(call.action, call.params);
    const id = call.params.get("SubnetId") ?? "";
    call.put("subnetAttributes", { id, enableDns64 });
    const rest = without(call.params, "EnableDns64.Value");
    const isMore = [...rest.keys()].some((name) => !["Action", "Version", "SubnetId"].includes(name));
    return isMore ? call.mutate(call.action, rest) : element("ModifySubnetAttributeResponse", { return: true });
  },
};
