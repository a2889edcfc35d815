/** What is drawn, without positions: a tree of items and the lines between them, each with its appearance before and after. */
import type { Subnet } from "#lib/core/network/snapshot";
import type { DiagramEdgeKind, DiagramKind, DiagramState, DiagramView } from "./shape";

export type Face = { label: string; sublabel: string; state: DiagramState; note: string };

/** An item of the diagram; a face of null: it is absent from that view. */
export type Item = {
  id: string;
  kind: DiagramKind;
  faces: Record<DiagramView, Face | null>;
  changes: string[];
  children: Item[];
};

export type Link = {
  id: string;
  kind: DiagramEdgeKind;
  source: string;
  target: string;
  faces: Record<DiagramView, Face | null>;
  changes: string[];
};

/** Where a subnet's default route leads; also the order of the diagram's rows. */
export const TIERS = ["public", "private", "isolated", "more"] as const;
export type Tier = (typeof TIERS)[number];

/** A subnet, or several of a zone drawn as one; `acl` is drawn at its edge. */
export type Cell = { item: Item; acl: Item | null; tier: Tier; zone: string; subnets: Subnet[] };

export type Scene = {
  vpc: Item;
  zones: { item: Item; cells: Cell[] }[];
  routeTables: Item[];
  gateways: Item[];
  services: Item;
  links: Link[];
};

export function face(label: string, sublabel = "", state: DiagramState = "existing", note = ""): Face {
  return { label, sublabel, state, note };
}

/** What is in both views: in "after" it is changed when a change touches it. */
export function lasting(face: Face, changes: readonly string[]): Item["faces"] {
  return { before: face, after: { ...face, state: changes.length > 0 ? "changed" : face.state } };
}

/** One for each view. */
export const inBoth = <T>(make: (view: DiagramView) => T): Record<DiagramView, T> => ({
  before: make("before"),
  after: make("after"),
});
