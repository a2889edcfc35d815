/** DHCP option sets, which LocalStack lacks. */
import { createHash } from "node:crypto";
import { refusals } from "#lib/core/network/ec2-rules";
import type { Call, Rule } from "../call";
import { vpc } from "../facts";
import { filtered } from "../protocol/filters";
import { list, structures, tagsFor } from "../protocol/params";
import { refuse } from "../protocol/refuse";
import { type Content, element, items, setChild, text } from "../protocol/xml";
import type { DhcpOptions } from "../state";

/** The set that every account has in a Region: the VPC resolver. */
function defaultOptions(call: Call): DhcpOptions {
  const { account, region } = call.scope;
  const digest = createHash("sha256").update(`${account}/${region}`).digest("hex");
  return {
    id: `dopt-${digest.slice(0, 17)}`,
    configurations: [
      { key: "domain-name", values: [region === "us-east-1" ? "ec2.internal" : `${region}.compute.internal`] },
      { key: "domain-name-servers", values: ["AmazonProvidedDNS"] },
    ],
    tags: [],
  };
}

const all = (call: Call): DhcpOptions[] => [defaultOptions(call), ...call.state.dhcpOptions.values()];

const described = (call: Call, { id, configurations, tags }: DhcpOptions): Content => ({
  dhcpOptionsId: id,
  dhcpConfigurationSet: configurations.map(({ key, values }) => ({
    key,
    valueSet: values.map((value) => ({ value })),
  })),
  tagSet: tags.map(({ Key, Value }) => ({ key: Key, value: Value })),
  ownerId: call.scope.account,
});

function existing(call: Call, dhcpOptionsId: string): DhcpOptions {
  const found = all(call).find((options) => options.id === dhcpOptionsId);
  return found ?? refuse(refusals.dhcpOptionsNotFound, { id: dhcpOptionsId });
}

export const describeDhcpOptions: Rule = {
  name: "DescribeDhcpOptions lists the account's DHCP option sets, the default one included",
  source: "EC2 API reference, DescribeDhcpOptions",
  actions: ["DescribeDhcpOptions"],
  handle(call) {
    const ids = list(call.params, "DhcpOptionsId");
    const named = ids.length === 0 ? all(call) : ids.map((id) => existing(call, id));
    const found = filtered(
      call.params,
      named,
      ({ id, configurations }) => ({
        "dhcp-options-id": [id],
        key: configurations.map(({ key }) => key),
        value: configurations.flatMap(({ values }) => values),
        "owner-id": [call.scope.account],
      }),
      (options) => options.tags,
    );
    return element("DescribeDhcpOptionsResponse", { dhcpOptionsSet: found.map((options) => described(call, options)) });
  },
};

export const createDhcpOptions: Rule = {
  name: "CreateDhcpOptions makes a DHCP option set",
  source: "EC2 API reference, CreateDhcpOptions",
  actions: ["CreateDhcpOptions"],
  handle(call) {
    const options: DhcpOptions = {
      id: call.newId("dopt"),
      configurations: structures(call.params, "DhcpConfiguration").map((configuration) => ({
        key: configuration.get("Key") ?? "",
        values: list(configuration, "Value"),
      })),
      tags: tagsFor(call.params, "dhcp-options"),
    };
    call.put("dhcpOptions", options);
    return element("CreateDhcpOptionsResponse", { dhcpOptions: described(call, options) });
  },
};

export const associateDhcpOptions: Rule = {
  name: "AssociateDhcpOptions gives a VPC another DHCP option set",
  source: "EC2 API reference, AssociateDhcpOptions",
  actions: ["AssociateDhcpOptions"],
  async handle(call) {
    const { id } = await vpc(call, call.params.get("VpcId") ?? "");
    const wanted = call.params.get("DhcpOptionsId") ?? "";
    const dhcpOptionsId = wanted === "default" ? wanted : existing(call, wanted).id;
    call.put("vpcDhcpOptions", { id, dhcpOptionsId });
    return element("AssociateDhcpOptionsResponse", { return: true });
  },
};

export const deleteDhcpOptions: Rule = {
  name: "DeleteDhcpOptions refuses a set that a VPC uses",
  source: refusals.dhcpOptionsInUse.source,
  actions: ["DeleteDhcpOptions"],
  handle(call) {
    const { id } = existing(call, call.params.get("DhcpOptionsId") ?? "");
    const used = [...call.state.vpcDhcpOptions.values()].some((entry) => entry.dhcpOptionsId === id);
    if (used || id === defaultOptions(call).id) refuse(refusals.dhcpOptionsInUse, { dhcpOptionsId: id });
    call.remove("dhcpOptions", id);
    return element("DeleteDhcpOptionsResponse", { return: true });
  },
};

export const dhcpOptionsOfVpcs: Rule = {
  name: "DescribeVpcs names the DHCP option set of each VPC",
  source: "EC2 API reference, Vpc",
  actions: ["DescribeVpcs"],
  after(call, response) {
    for (const item of items(response, "vpcSet")) {
      const given = call.state.vpcDhcpOptions.get(text(item, "vpcId"))?.dhcpOptionsId;
      setChild(item, element("dhcpOptionsId", given ?? defaultOptions(call).id));
    }
  },
};
