"use client";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { cn } from "#components/ui/cn";
import { Sentence } from "#components/ui/untrusted";
import { curve, head, LINE_HEIGHT, PADDING, TEXT_SIZE, TITLE_MIDDLE, titleSize } from "#lib/render/paths/layout";
import type { PathPicture, PlacedArrow, PlacedCard } from "#lib/render/paths/picture";
import type { Lit } from "./diagram-canvas";
import { STATE_STYLES } from "./state-style";

/** Width of an element in pixels, as it changes; null until it is known. */
export function useWidth() {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState<number | null>(null);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const watch = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  return [ref, width] as const;
}

/** The card that an arrow key leads to: the next in the column, or the nearest of the next column. */
function neighbour(cards: readonly PlacedCard[], from: PlacedCard, key: string): PlacedCard | undefined {
  const columns = ["workloads", "vpc", "services"] as const;
  const middle = ({ y, height }: PlacedCard) => y + height / 2;
  if (key === "ArrowUp" || key === "ArrowDown") {
    const column = cards.filter((card) => card.column === from.column).sort((a, b) => a.y - b.y);
    return column[column.indexOf(from) + (key === "ArrowDown" ? 1 : -1)];
  }
  const step = key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0;
  const target = columns[columns.indexOf(from.column) + step];
  if (step === 0 || !target) return undefined;
  return cards
    .filter(({ column }) => column === target)
    .sort((a, b) => Math.abs(middle(a) - middle(from)) - Math.abs(middle(b) - middle(from)))[0];
}

const optionId = (id: string): string => `path-${id.replace(/[^A-Za-z0-9_-]/g, "_")}`;

/** What a card says, in one sentence. */
export function cardText({ title, aside, lines, state, note }: PlacedCard): string {
  const whole = lines.map(({ text, isRest }) => `${isRest ? " " : ", "}${text}`).join("");
  const start = [title, aside, state === "existing" ? "" : STATE_STYLES[state].word].filter(Boolean).join(", ");
  return [start + whole, note].filter(Boolean).join(", ");
}

/**
 * Workloads, endpoints and services with the arrows between them. One Tab stop: arrow keys move from card to card, Enter pins the
 * one that is active, Escape lets it go.
 */
export function PathsView({
  picture,
  label,
  numbers,
  lit,
  pinned,
  onLit,
  onPin,
}: {
  picture: PathPicture;
  label: string;
  /** Numbers of the plan's changes, by id. */
  numbers: ReadonlyMap<string, number>;
  lit: Lit;
  /** Id of the pinned card. */
  pinned: string | null;
  onLit(changes: readonly string[]): void;
  onPin(id: string | null): void;
}) {
  const { cards, arrows, headings, width, height } = picture;
  const [active, setActive] = useState<string | null>(null);
  const shown = active ?? pinned;
  const near = useMemo(() => connected(picture, shown), [picture, shown]);
  const dims = ({ id, changes }: { id: string; changes: readonly string[] }) =>
    near ? !near.has(id) : lit.size > 0 && !changes.some((change) => lit.has(change));

  function onKeyDown(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const current = cards.find(({ id }) => id === active);
    if (event.key === "Enter" || event.key === " ") onPin(active === pinned ? null : active);
    else if (event.key === "Escape" && pinned) onPin(null);
    else {
      const next = current ? neighbour(cards, current, event.key) : undefined;
      if (!next) return;
      point(next);
      document.getElementById(optionId(next.id))?.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
    event.preventDefault();
  }

  function point(card: PlacedCard | null) {
    setActive(card?.id ?? null);
    onLit(card?.changes ?? []);
  }

  return (
    <div className="overflow-x-auto">
      <div
        role="listbox"
        aria-label={label}
        tabIndex={0}
        {...(active ? { "aria-activedescendant": optionId(active) } : {})}
        onKeyDown={onKeyDown}
        onFocus={() => point(cards.find(({ id }) => id === (pinned ?? active)) ?? cards[0] ?? null)}
        onBlur={() => point(null)}
        className="relative mx-auto rounded-md outline-offset-4"
        style={{ width, height }}
      >
        {headings.map(({ x, text }) => (
          <span key={x} aria-hidden className="absolute top-0 text-xs font-semibold text-muted" style={{ left: x }}>
            <Sentence>{text}</Sentence>
          </span>
        ))}
        {cards.map((card) => (
          <Card
            key={card.id}
            card={card}
            numbers={numbers}
            dim={dims(card)}
            active={card.id === active}
            pinned={card.id === pinned}
            onPoint={point}
            onPin={() => onPin(card.id === pinned ? null : card.id)}
          />
        ))}
        <svg aria-hidden="true" width={width} height={height} className="pointer-events-none absolute inset-0">
          {arrows.map((arrow) => (
            <Arrow key={arrow.id} arrow={arrow} dim={dims(arrow)} />
          ))}
          {arrows.map((arrow) => (arrow.label ? <Label key={arrow.id} arrow={arrow} dim={dims(arrow)} /> : null))}
        </svg>
      </div>
    </div>
  );
}

/** Ids of a card, its parent and children, and of what arrows join with them; null without a card. */
function connected({ cards, arrows }: PathPicture, id: string | null): ReadonlySet<string> | null {
  const card = cards.find((one) => one.id === id);
  if (!card) return null;
  const own = [card.id, ...cards.filter(({ parent }) => parent === card.id).map((child) => child.id)];
  const near = new Set([...own, ...(card.parent ? [card.parent] : [])]);
  const ends = new Set(near);
  for (const arrow of arrows) {
    if (!ends.has(arrow.source) && !ends.has(arrow.target)) continue;
    near.add(arrow.id).add(arrow.source).add(arrow.target);
  }
  return near;
}

function Card({
  card,
  numbers,
  dim,
  active,
  pinned,
  onPoint,
  onPin,
}: {
  card: PlacedCard;
  numbers: ReadonlyMap<string, number>;
  dim: boolean;
  active: boolean;
  pinned: boolean;
  onPoint(card: PlacedCard | null): void;
  onPin(): void;
}) {
  const { x, y, width, height, state, title, aside, lines, changes } = card;
  const { box, ink, mark: Icon } = STATE_STYLES[state];
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list that it is an option of has the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus and names the active option
    <div
      id={optionId(card.id)}
      role="option"
      aria-selected={pinned}
      aria-label={cardText(card)}
      data-state={state}
      onPointerEnter={() => onPoint(card)}
      onPointerLeave={() => onPoint(null)}
      onClick={onPin}
      className={cn(
        "absolute cursor-default rounded-lg border transition-opacity duration-150 motion-reduce:transition-none",
        box,
        dim && "opacity-35",
        (active || pinned) && "ring-2 ring-ring",
      )}
      style={{ left: x, top: y, width, height }}
    >
      <div
        className={cn("absolute inset-x-0 flex items-center gap-1.5", ink)}
        style={{ top: TITLE_MIDDLE - 11, height: 22, paddingInline: PADDING }}
      >
        {Icon ? <Icon size={12} aria-hidden className="shrink-0" /> : null}
        <span className="min-w-0 truncate font-semibold" style={{ fontSize: titleSize(card) }}>
          <Sentence>{title}</Sentence>
        </span>
        <span className="ml-auto flex shrink-0 items-center gap-1 font-medium" style={{ fontSize: TEXT_SIZE }}>
          {aside}
          <Numbers changes={changes} numbers={numbers} />
        </span>
      </div>
      <ul className="absolute inset-x-0" style={{ top: TITLE_MIDDLE + 13, paddingInline: PADDING }}>
        {lines.map((line, i) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a card have no other identity
            key={i}
            className={cn("truncate", line.state === "muted" ? "text-muted" : STATE_STYLES[line.state].ink)}
            style={{ height: LINE_HEIGHT, lineHeight: `${LINE_HEIGHT}px`, fontSize: TEXT_SIZE }}
          >
            <Sentence>{line.text}</Sentence>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Numbers({ changes, numbers }: { changes: readonly string[]; numbers: ReadonlyMap<string, number> }) {
  return changes.flatMap((id) => {
    const number = numbers.get(id);
    if (number === undefined) return [];
    return (
      <span
        key={id}
        className="flex h-4.5 min-w-4.5 items-center justify-center rounded-full border border-current px-1 text-[11px] tabular"
      >
        {number}
      </span>
    );
  });
}

const strokeOf = ({ state }: PlacedArrow): string => STATE_STYLES[state].stroke;

function Arrow({ arrow, dim }: { arrow: PlacedArrow; dim: boolean }) {
  const { dash } = STATE_STYLES[arrow.state];
  return (
    <g data-state={arrow.state} opacity={dim ? 0.2 : 1}>
      <path
        d={curve(arrow)}
        fill="none"
        stroke={strokeOf(arrow)}
        strokeWidth={1.8}
        {...(dash ? { strokeDasharray: dash } : {})}
      />
      <path d={head(arrow.to)} fill={strokeOf(arrow)} />
    </g>
  );
}

function Label({ arrow, dim }: { arrow: PlacedArrow; dim: boolean }) {
  const { label, labelAt, state } = arrow;
  const text = state === "blocked" ? `✕ ${label}` : label;
  const width = text.length * TEXT_SIZE * 0.56 + 14;
  return (
    <g transform={`translate(${labelAt.x} ${labelAt.y})`} opacity={dim ? 0.2 : 1}>
      <rect x={-width / 2} y={-9} width={width} height={18} rx={9} fill="var(--surface)" stroke={strokeOf(arrow)} />
      <text y={4} textAnchor="middle" fontSize={TEXT_SIZE} fontWeight={600} fill={strokeOf(arrow)}>
        {text}
      </text>
    </g>
  );
}
