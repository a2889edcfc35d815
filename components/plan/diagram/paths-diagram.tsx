"use client";
import { useMemo, useState } from "react";
import { Disclosure } from "#components/ui/disclosure";
import { Sentence } from "#components/ui/untrusted";
import type { Plan } from "#lib/core/format/plan-format";
import type { Snapshot } from "#lib/core/network/snapshot";
import type { DiagramView } from "#lib/render/diagram/shape";
import { paths } from "#lib/render/paths";
import type { PathPicture, PlacedCard } from "#lib/render/paths/picture";
import { changeTitle } from "#lib/render/words/change-title";
import type { Lit } from "./diagram-canvas";
import { cardText, PathsView, useWidth } from "./paths-view";

/** Until the room is known: what a page has at 1280 pixels. */
const USUAL_WIDTH = 960;

/** The paths that a plan is about, before or after it, with what is pinned below and an equal list. */
export function PathsDiagram({
  snapshot,
  plan,
  view,
  lit,
  onLit,
}: {
  snapshot: Snapshot;
  plan: Plan;
  view: DiagramView;
  lit: Lit;
  onLit(changes: readonly string[]): void;
}) {
  const [frame, width] = useWidth();
  const [pinned, setPinned] = useState<string | null>(null);
  const picture = useMemo(() => paths(snapshot, plan, view, width ?? USUAL_WIDTH), [snapshot, plan, view, width]);
  const numbers = useMemo(() => changeNumbers(plan), [plan]);
  const card = picture?.cards.find(({ id }) => id === pinned);
  return (
    <>
      <div className="rounded-lg border bg-background p-4">
        <div ref={frame}>
          {picture ? (
            <PathsView
              picture={picture}
              label={`Paths ${view} the plan. Arrow keys move from card to card, Enter pins one.`}
              numbers={numbers}
              lit={lit}
              pinned={pinned}
              onLit={onLit}
              onPin={setPinned}
            />
          ) : (
            <p className="text-base text-muted">There is no VPC to draw.</p>
          )}
        </div>
        <div aria-live="polite" className="mt-3 min-h-6 border-t pt-2 text-sm text-muted">
          {card ? (
            <PinnedCard card={card} plan={plan} snapshot={snapshot} numbers={numbers} />
          ) : (
            "Point at a card to see what it is connected with; click it to pin what there is to know about it."
          )}
        </div>
      </div>
      {picture ? (
        <Disclosure summary="The picture as a list">
          <PathList picture={picture} />
        </Disclosure>
      ) : null}
    </>
  );
}

/** The numbers of a plan's changes, by id, as lists of changes have them. */
export const changeNumbers = ({ changes }: Pick<Plan, "changes">): Map<string, number> =>
  new Map(changes.map(({ id }, i) => [id, i + 1]));

function PinnedCard({
  card,
  plan,
  snapshot,
  numbers,
}: {
  card: PlacedCard;
  plan: Plan;
  snapshot: Snapshot;
  numbers: ReadonlyMap<string, number>;
}) {
  return (
    <div className="flex flex-col gap-1 text-foreground">
      <p className="font-medium">
        <Sentence>{cardText(card)}</Sentence>
      </p>
      <ul className="flex flex-col gap-0.5">
        {plan.changes
          .filter(({ id }) => card.changes.includes(id))
          .map((change) => (
            <li key={change.id}>
              <span className="text-muted tabular">{numbers.get(change.id)}.</span>{" "}
              <Sentence>{changeTitle(change, snapshot)}</Sentence>
            </li>
          ))}
      </ul>
    </div>
  );
}

/** The same cards in the same order, each with the arrows that leave it. */
function PathList({ picture: { cards, arrows, headings } }: { picture: PathPicture }) {
  const titles = new Map(cards.map(({ id, title }) => [id, title]));
  return (
    <ul className="flex flex-col gap-2 text-sm">
      {(["workloads", "vpc", "services"] as const).map((column, i) => (
        <li key={column}>
          <p className="font-medium">
            <Sentence>{headings[i]?.text ?? ""}</Sentence>
          </p>
          <ul className="ml-1.5 border-l pl-3">
            {cards
              .filter((card) => card.column === column)
              .map((card) => (
                <li key={card.id} className="py-0.5">
                  <Sentence>{cardText(card)}</Sentence>
                  <ul className="ml-1.5 border-l pl-3">
                    {arrows
                      .filter(({ source }) => source === card.id)
                      .map(({ id, target, state, label, note }) => (
                        <li key={id}>
                          <Sentence>
                            {[
                              `${state === "blocked" ? "Cannot connect to" : "Connects to"} ${titles.get(target) ?? target}`,
                              label,
                              note,
                            ]
                              .filter(Boolean)
                              .join(", ")}
                          </Sentence>
                        </li>
                      ))}
                  </ul>
                </li>
              ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}
