import type { Json } from "#lib/core/format/plan-format";
import type { Tags } from "#lib/core/network/snapshot";

/**
 * The tags of what a change creates: a Name, the user's own (which win over it) and Postern's two, by which a run finds again
 * what it created.
 */
export function tagSpecification(resourceType: string, name: string, changeId: string, userTags: Tags): Json {
  const tags: Tags = { Name: name.slice(0, 256), ...userTags, "postern:run": "${run.Id}", "postern:change": changeId };
  return {
    ResourceType: resourceType,
    Tags: Object.entries(tags)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([Key, Value]) => ({ Key, Value })),
  };
}
