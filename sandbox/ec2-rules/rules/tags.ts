/** Tags of what LocalStack does not know: endpoints, their interfaces and DHCP option sets. */
import type { Call, Rule } from "../call";
import { listedEndpoints } from "../endpoints/endpoint";
import { listedInterfaces } from "../endpoints/interface";
import { filtered } from "../protocol/filters";
import { list, type Tag, tagsIn, withList } from "../protocol/params";
import { child, element } from "../protocol/xml";

type Tagged = { id: string; type: string; tags: readonly Tag[]; retag: (tags: Tag[]) => void };

const tagged = (call: Call): Tagged[] => [
  ...listedEndpoints(call.state, call.now).map((row) => ({
    id: row.id,
    type: "vpc-endpoint",
    tags: row.tags,
    retag: (tags: Tag[]) => call.put("endpoints", { ...row, tags }),
  })),
  ...listedInterfaces(call).map((row) => ({
    id: row.id,
    type: "network-interface",
    tags: row.tags,
    retag: (tags: Tag[]) => call.put("interfaces", { ...row, tags }),
  })),
  ...[...call.state.dhcpOptions.values()].map((row) => ({
    id: row.id,
    type: "dhcp-options",
    tags: row.tags,
    retag: (tags: Tag[]) => call.put("dhcpOptions", { ...row, tags }),
  })),
];

export const changeTags: Rule = {
  name: "CreateTags and DeleteTags reach endpoints too",
  source: "EC2 API reference, CreateTags and DeleteTags",
  actions: ["CreateTags", "DeleteTags"],
  async handle(call) {
    const ids = list(call.params, "ResourceId");
    const own = tagged(call).filter((resource) => ids.includes(resource.id));
    const others = ids.filter((id) => !own.some((resource) => resource.id === id));
    if (others.length > 0) await call.mutate(call.action, withList(call.params, "ResourceId", others));
    const given = tagsIn(call.params);
    for (const { tags, retag } of own) {
      const remaining = tags.filter((tag) => !given.some((one) => one.Key === tag.Key && isMeant(call, one, tag)));
      retag(call.action === "CreateTags" ? [...remaining, ...given] : given.length === 0 ? [] : remaining);
    }
    return element(`${call.action}Response`, { return: true });
  },
};

/** DeleteTags with a value means the tag with just that value. */
const isMeant = (call: Call, given: Tag, tag: Tag): boolean =>
  call.action === "CreateTags" || given.Value === "" || given.Value === tag.Value;

export const describeTags: Rule = {
  name: "DescribeTags lists the tags of endpoints too",
  source: "EC2 API reference, DescribeTags",
  actions: ["DescribeTags"],
  after(call, response) {
    const rows = tagged(call).flatMap(({ id, type, tags }) => tags.map((tag) => ({ id, type, tag })));
    const found = filtered(
      call.params,
      rows,
      ({ id, type, tag }) => ({
        key: [tag.Key],
        value: [tag.Value],
        "resource-id": [id],
        "resource-type": [type],
      }),
      ({ tag }) => [tag],
    );
    child(response, "tagSet")?.children.push(
      ...found.map(({ id, type, tag }) =>
        element("item", { resourceId: id, resourceType: type, key: tag.Key, value: tag.Value }),
      ),
    );
  },
};
