/** The paths that a plan is about, as data: workloads, endpoints and services in three columns, and the arrows between them. */
import type { DiagramState, DiagramView } from "../diagram/shape";

/** A line of a card. `changes`: ids of the plan's changes that it is about. */
export type PathLine = {
  text: string;
  state: DiagramState | "muted";
  changes: string[];
  /** The rest of the line before it, which was too long for the card. */
  isRest?: true;
};

/** What a card says in one view. */
export type PathFace = {
  state: DiagramState;
  title: string;
  /** At the right of the title: "5 private", "× 3 AZs". */
  aside: string;
  lines: PathLine[];
  /** More, for the pinned card. */
  note: string;
};

export type PathColumn = "workloads" | "vpc" | "services";

/** A face of null: it is not there in that view. */
export type PathCard = {
  id: string;
  column: PathColumn;
  /** Endpoints lie in the card of their security groups. */
  parent: string | null;
  faces: Record<DiagramView, PathFace | null>;
  changes: string[];
};

export type ArrowFace = { state: DiagramState; label: string; note: string };

export type PathArrow = {
  id: string;
  source: string;
  target: string;
  faces: Record<DiagramView, ArrowFace | null>;
  changes: string[];
};

export type PathScene = {
  headings: Record<PathColumn, string>;
  cards: PathCard[];
  arrows: PathArrow[];
};

type Box = { x: number; y: number; width: number; height: number };

/** A card where it lies, its lines broken to its width. */
export type PlacedCard = Box & PathFace & { id: string; column: PathColumn; parent: string | null; changes: string[] };

export type PlacedArrow = ArrowFace & {
  id: string;
  source: string;
  target: string;
  changes: string[];
  from: { x: number; y: number };
  to: { x: number; y: number };
  /** The middle of its label. */
  labelAt: { x: number; y: number };
};

/** Pixels from the top left corner. Parents come before their children. */
export type PathPicture = {
  width: number;
  height: number;
  headings: { x: number; text: string }[];
  cards: PlacedCard[];
  arrows: PlacedArrow[];
};
