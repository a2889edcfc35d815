/** The `Filter.N` parameters of describe calls (EC2 API reference, Query requests; EC2 user guide, Filtering resources). */
import { refusals } from "#lib/core/network/ec2-rules";
import { list, type Params, structures, type Tag } from "./params";
import { refuse } from "./refuse";

/** Filter name → the values of a resource. */
export type Fields = Readonly<Record<string, readonly string[]>>;

/** Keeps the resources that every filter of the call matches: one of its values, with `*` and `?` as wildcards. */
export function filtered<Resource>(
  params: Params,
  resources: readonly Resource[],
  fieldsOf: (resource: Resource) => Fields,
  tagsOf: (resource: Resource) => readonly Tag[] = () => [],
): Resource[] {
  const filters = structures(params, "Filter").map((filter) => ({
    name: filter.get("Name") ?? "",
    patterns: list(filter, "Value").map(pattern),
  }));
  return resources.filter((resource) =>
    filters.every(({ name, patterns }) =>
      valuesOf(name, fieldsOf(resource), tagsOf(resource)).some((value) => patterns.some((test) => test.test(value))),
    ),
  );
}

function valuesOf(name: string, fields: Fields, tags: readonly Tag[]): readonly string[] {
  if (name.startsWith("tag:")) return tags.filter((tag) => `tag:${tag.Key}` === name).map((tag) => tag.Value);
  if (name === "tag-key") return tags.map((tag) => tag.Key);
  if (name === "tag-value") return tags.map((tag) => tag.Value);
  return fields[name] ?? refuse(refusals.unknownFilter, { name });
}

function pattern(value: string): RegExp {
  const source = value
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", "[^]*")
    .replaceAll("?", "[^]");
  return new RegExp(`^${source}$`);
}
