import type { ComponentType } from "react";
import type { Step } from "#lib/core/intent/draft";

const INK = {
  plain: "currentColor",
  added: "var(--success)",
  accent: "var(--accent)",
  blocked: "var(--danger)",
} as const;
type Ink = keyof typeof INK;

/** A box with a word in it, 24 units high; dashed where it is added. */
function Box({ x, y, w = 60, word, ink = "plain" }: { x: number; y: number; w?: number; word: string; ink?: Ink }) {
  return (
    <g stroke={INK[ink]} fill="none">
      <rect x={x} y={y} width={w} height={24} rx={4} {...(ink === "added" ? { strokeDasharray: "4 2" } : {})} />
      <text x={x + w / 2} y={y + 16} textAnchor="middle" fontSize="11" stroke="none" fill="var(--foreground)">
        {word}
      </text>
    </g>
  );
}

function Arrow({ d, ink = "added", end }: { d: string; ink?: Ink; end: [number, number] }) {
  const [x, y] = end;
  return (
    <g stroke={INK[ink]} fill="none" strokeWidth={1.5}>
      <path d={d} />
      <path d={`M${x - 5} ${y - 3.5} L${x} ${y} L${x - 5} ${y + 3.5}`} />
    </g>
  );
}

function Label({ x, y, children }: { x: number; y: number; children: string }) {
  return (
    <text x={x} y={y} fontSize="10" fill="currentColor">
      {children}
    </text>
  );
}

const Frame = ({ x, y, w, h }: { x: number; y: number; w: number; h: number }) => (
  <rect x={x} y={y} width={w} height={h} rx={6} fill="none" stroke="currentColor" strokeOpacity={0.5} />
);

/** One small picture for each step, 240 by 84 units. */
export const PICTURES: Readonly<Record<Step, ComponentType>> = {
  network: () => (
    <>
      <Frame x={4} y={16} w={148} h={62} />
      <Label x={10} y={11}>
        VPC
      </Label>
      <Box x={12} y={36} w={48} word="task" />
      <Box x={84} y={36} word="endpoint" ink="added" />
      <Box x={186} y={36} w={48} word="ECS" ink="accent" />
      <Arrow d="M60 48 H84" end={[84, 48]} />
      <Arrow d="M144 48 H186" end={[186, 48]} />
    </>
  ),
  needs: () => (
    <>
      <Box x={4} y={30} w={48} word="task" />
      {(["ecr.api", "ecr.dkr", "logs"] as const).map((word, at) => (
        <Box key={word} x={98} y={2 + at * 28} w={56} word={word} ink="added" />
      ))}
      <Arrow d="M52 42 C76 42 74 14 98 14" end={[98, 14]} />
      <Arrow d="M52 42 H98" end={[98, 42]} />
      <Arrow d="M52 42 C76 42 74 70 98 70" end={[98, 70]} />
      <Box x={180} y={30} w={56} word="s3 free" ink="accent" />
      <Arrow d="M154 42 H180" ink="accent" end={[180, 42]} />
    </>
  ),
  placement: () => (
    <>
      {(["a", "b", "c"] as const).map((zone, at) => (
        <g key={zone}>
          <Frame x={4 + at * 80} y={16} w={72} h={62} />
          <Label x={10 + at * 80} y={11}>{`zone ${zone}`}</Label>
          <Box x={10 + at * 80} y={36} word="endpoint" ink="added" />
        </g>
      ))}
    </>
  ),
  connect: () => (
    <>
      <Box x={4} y={30} w={70} word="tasks' group" />
      <Box x={156} y={30} w={80} word="endpoint's" ink="added" />
      <Arrow d="M74 42 H156" end={[156, 42]} />
      <Label x={80} y={36}>
        egress 443
      </Label>
      <Label x={82} y={56}>
        ingress 443
      </Label>
    </>
  ),
  tune: () => (
    <>
      <Label x={4} y={24}>
        ecs.us-east-1.amazonaws.com
      </Label>
      <Arrow d="M60 30 V50 H104" end={[104, 50]} />
      <Box x={104} y={38} w={64} word="10.0.1.23" ink="added" />
      <Box x={188} y={38} w={48} word="policy" ink="accent" />
      <Arrow d="M168 50 H188" ink="accent" end={[188, 50]} />
    </>
  ),
  review: () => (
    <>
      <Box x={4} y={30} w={50} word="read" />
      <Box x={74} y={30} w={50} word="plan" ink="accent" />
      <Box x={144} y={30} w={50} word="apply" ink="added" />
      <Arrow d="M54 42 H74" ink="plain" end={[74, 42]} />
      <Arrow d="M124 42 H144" ink="plain" end={[144, 42]} />
      <path d="M169 54 V72 H29 V58" fill="none" stroke="currentColor" strokeDasharray="3 3" />
      <Label x={76} y={69}>
        roll back
      </Label>
    </>
  ),
};
