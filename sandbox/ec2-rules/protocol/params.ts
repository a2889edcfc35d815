/** Form parameters of EC2's query protocol: flat names such as `Filter.1.Value.2`. */

export type Params = ReadonlyMap<string, string>;

export type Tag = { Key: string; Value: string };

/** The parameters of a form body and a query string together. */
export function readParams(...forms: string[]): Params {
  return new Map(forms.flatMap((form) => [...new URLSearchParams(form)]));
}

export function writeParams(params: Params): string {
  return new URLSearchParams([...params]).toString();
}

/** Values of `<name>.1`, `<name>.2` …, in number order. */
export function list(params: Params, name: string): string[] {
  return numbered(params, name).flatMap(({ rest, value }) => (rest === "" ? [value] : []));
}

/** Structures `<name>.1.…`, `<name>.2.…`, each with its own parameters. */
export function structures(params: Params, name: string): Params[] {
  const found = new Map<number, Map<string, string>>();
  for (const { at, rest, value } of numbered(params, name)) {
    if (rest === "") continue;
    const one = found.get(at) ?? new Map<string, string>();
    found.set(at, one.set(rest, value));
  }
  return [...found.values()];
}

/** true, false, or undefined when not given. */
export function flag(params: Params, name: string): boolean | undefined {
  const value = params.get(name);
  return value === undefined ? undefined : value.toLowerCase() === "true";
}

/** A member with this value; none, when it is not given. */
export const given = <Name extends string>(name: Name, value: string | undefined) =>
  (value === undefined ? {} : { [name]: value }) as { [name in Name]?: string };

/** Tags of the TagSpecifications for one type of resource. */
export function tagsFor(params: Params, resourceType: string): Tag[] {
  return structures(params, "TagSpecification")
    .filter((specification) => specification.get("ResourceType") === resourceType)
    .flatMap((specification) => tagsIn(specification));
}

/** `Tag.1.Key`, `Tag.1.Value` … */
export function tagsIn(params: Params): Tag[] {
  return structures(params, "Tag").map((tag) => ({ Key: tag.get("Key") ?? "", Value: tag.get("Value") ?? "" }));
}

/** The parameters without those of these names, numbered ones included. */
export function without(params: Params, ...names: string[]): Params {
  return new Map([...params].filter(([key]) => !names.some((name) => key === name || key.startsWith(`${name}.`))));
}

/** The parameters with a list in place of the one that was there. */
export function withList(params: Params, name: string, values: readonly string[]): Params {
  return new Map([
    ...without(params, name),
    ...values.map((value, at): [string, string] => [`${name}.${at + 1}`, value]),
  ]);
}

function numbered(params: Params, name: string): { at: number; rest: string; value: string }[] {
  const found: { at: number; rest: string; value: string }[] = [];
  for (const [key, value] of params) {
    const match = key.startsWith(`${name}.`) ? /^(\d+)(?:\.(.+))?$/.exec(key.slice(name.length + 1)) : null;
    if (match) found.push({ at: Number(match[1]), rest: match[2] ?? "", value });
  }
  return found.sort((one, other) => one.at - other.at);
}
