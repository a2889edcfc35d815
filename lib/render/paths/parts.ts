/** What the parts of the picture of paths are built from. */
import type { Plan } from "#lib/core/format/plan-format";
import type { Snapshot, VpcEndpoint } from "#lib/core/network/snapshot";
import { listed } from "#lib/core/text/phrases";
import type { Item } from "../diagram/scene";
import type { Target } from "../diagram/scene/rules";
import { nameOf, type Story } from "../diagram/scene/story";
import type { DiagramView } from "../diagram/shape";
import type { Outcome } from "../words/outcome";
import type { PathLine } from "./picture";

export const MOST_NAMES = 3;

export type Parts = { snapshot: Snapshot; plan: Plan; story: Story; all: Target[]; outcome: Outcome };

export type Pair = { was: VpcEndpoint | null; is: VpcEndpoint };

export const muted = (text: string): PathLine => ({ text, state: "muted", changes: [] });

export const subnetNames = ({ before }: Story, ids: readonly string[]): string =>
  listed(
    before.subnets
      .filter(({ id }) => ids.includes(id))
      .map(nameOf)
      .sort(),
    MOST_NAMES,
  );

/** A rule of the other picture as a line. */
export function ruleLine({ faces, changes }: Item, view: DiagramView): PathLine[] {
  const face = faces[view];
  return face
    ? [{ text: `${face.label} ${face.sublabel}`, state: face.state, changes: view === "after" ? changes : [] }]
    : [];
}

export const isWanted = ({ services }: Story, { serviceName }: VpcEndpoint): boolean =>
  [...services.values()].some(({ name }) => name === serviceName);
