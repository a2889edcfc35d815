/** What is derived from a workload's definition: services it needs, each with the line that says so, and notes. */

/** Where something stands in what ECS describes, as a JSON path: `containerDefinitions[0].image` of `web:7`. */
export type Line = {
  document: "task definition" | "service" | "cluster";
  name: string;
  path: string;
  /** Name of the container that it belongs to, if it does to one. */
  container?: string;
};

/** `service` as an intent writes it. */
export type Reason = { service: string; because: string; line: Line };

/**
 * What is not an endpoint of this Region: `problem`, something that cannot work as it is written, or cannot be read;
 * `public`, traffic that stays public; `note`, what a person should know. Each with what to do, where there is something.
 */
export type Note = { level: "problem" | "public" | "note"; sentence: string; nextStep?: string; line: Line };

export type Derived = { reasons: readonly Reason[]; notes: readonly Note[] };

/** Where a workload runs. */
export type Place = { region: string; accountId: string };

export const nothing: Derived = { reasons: [], notes: [] };

export const needed = (service: string, because: string, line: Line): Derived => ({
  reasons: [{ service, because, line }],
  notes: [],
});

export function noted(level: Note["level"], sentence: string, line: Line, nextStep?: string): Derived {
  return { reasons: [], notes: [{ level, sentence, line, ...(nextStep === undefined ? {} : { nextStep }) }] };
}

/** All of them, in order. */
export const together = (parts: readonly Derived[]): Derived => ({
  reasons: parts.flatMap(({ reasons }) => reasons),
  notes: parts.flatMap(({ notes }) => notes),
});

/** The line `path` below `line`. */
export const below = (line: Line, path: string): Line => ({
  ...line,
  path: line.path === "" || path.startsWith("[") ? `${line.path}${path}` : `${line.path}.${path}`,
});

/** A line as people read it: `task definition shop-web:7, containerDefinitions[0].image (container web)`. */
export function lineText({ document, name, path, container }: Line): string {
  return `${document} ${name}${path ? `, ${path}` : ""}${container ? ` (container ${container})` : ""}`;
}

/** The services that are needed, each once, sorted. */
export const servicesOf = ({ reasons }: Derived): string[] =>
  [...new Set(reasons.map(({ service }) => service))].sort();
