/** References: how a change names a value that an earlier change, or the run, produces. */
import type { Json } from "./plan-format";

/** A value that an earlier request, or the run, produces. */
export type Reference = { source: string; path: string };

const REFERENCE = /\$\{([A-Za-z0-9_-]+)\.([A-Za-z0-9.]+)\}/g;

/** All references in a text, in order: `${create-endpoint-ecs.VpcEndpoint.VpcEndpointId}` → source and path. */
export function referencesIn(text: string): Reference[] {
  return [...text.matchAll(REFERENCE)].map(([, source, path]) => ({ source: source as string, path: path as string }));
}

/** Replaces references by values, everywhere in an input. `valueFor` throws for a reference it does not know. */
export function resolveReferences<T extends Json>(input: T, valueFor: (reference: Reference) => string): T {
  if (typeof input === "string") {
    return input.replace(REFERENCE, (_, source: string, path: string) => valueFor({ source, path })) as T;
  }
  if (Array.isArray(input)) return input.map((item) => resolveReferences(item, valueFor)) as T;
  if (input !== null && typeof input === "object") {
    return Object.fromEntries(
      Object.entries(input).map(([key, value]) => [key, resolveReferences(value, valueFor)]),
    ) as T;
  }
  return input;
}
