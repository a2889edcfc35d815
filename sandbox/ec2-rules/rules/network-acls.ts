import type { Rule } from "../call";
import { child, element, items, text } from "../protocol/xml";

export const lastNetworkAclEntries: Rule = {
  name: "A network ACL ends with an entry that denies the rest, in each direction",
  source: "VPC user guide, Network ACL rules",
  actions: ["DescribeNetworkAcls"],
  after(_, response) {
    for (const acl of items(response, "networkAclSet")) {
      const entries = child(acl, "entrySet");
      for (const egress of ["true", "false"]) {
        const there = items(acl, "entrySet").some(
          (entry) => text(entry, "ruleNumber") === "32767" && text(entry, "egress") === egress,
        );
        if (there) continue;
        entries?.children.push(
          element("item", { ruleNumber: 32767, protocol: "-1", ruleAction: "deny", egress, cidrBlock: "0.0.0.0/0" }),
        );
      }
    }
  },
};
