import { describe, expect, it } from "vitest";
import type { Plan } from "#lib/core/format/plan-format";
import type { Snapshot } from "#lib/core/network/snapshot";
import { plan } from "#lib/core/plan";
import { account } from "#lib/core/testing/account";
import { intentFor } from "#lib/core/testing/intent";
import { paths } from "./paths";
import { TEXT_SIZE, titleSize } from "./paths/layout";
import type { PathPicture } from "./paths/picture";
import { pathsSvg } from "./paths/svg";
import { outcomeOf, outcomeSentence } from "./words/outcome";

/** `tasks` without egress, and `web`, which leaves through a NAT gateway, in a subnet of each of so many zones. */
function shop({
  zones = ["a", "b"],
  others = 1,
  name = "web",
}: {
  zones?: ("a" | "b" | "c")[];
  others?: number;
  name?: string;
} = {}): { snapshot: Snapshot; plan: Plan } {
  const a = account();
  const tasks = a.group("tasks", { egress: [] });
  const subnets = zones.map((zone) => a.subnet(zone));
  a.routeTable(subnets, [a.nat()]);
  const groups = Array.from({ length: others }, (_, i) => a.group(i === 0 ? name : `${name}-${i}`));
  subnets.forEach((subnet, i) => {
    a.networkInterface(subnet, [tasks], `10.0.${i + 1}.10`);
    for (const [j, group] of groups.entries()) a.networkInterface(subnet, [group], `10.0.${i + 1}.${20 + j}`);
  });
  const snapshot = a.snapshot();
  const intent = intentFor(snapshot, { services: ["ecs", "logs", "s3"], clientSecurityGroupIds: [tasks] });
  return { snapshot, plan: plan(snapshot, intent) };
}

function picture(made: ReturnType<typeof shop>, view: "before" | "after" = "after", width = 1000): PathPicture {
  const drawn = paths(made.snapshot, made.plan, view, width);
  if (!drawn) throw new Error("There is no picture");
  return drawn;
}

const overlap = (a: PathPicture["cards"][number], b: PathPicture["cards"][number]): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe("the sentence", () => {
  it("says who gains what and who loses what", () => {
    const { snapshot, plan } = shop();
    expect(outcomeSentence(snapshot, outcomeOf(snapshot, plan))).toBe(
      "tasks reach 3 services privately; web lose ecs and logs.",
    );
  });

  it("names several who lose the same together", () => {
    const { snapshot, plan } = shop({ others: 3 });
    expect(outcomeSentence(snapshot, outcomeOf(snapshot, plan))).toMatch(/; web, web-1 and web-2 lose ecs and logs\.$/);
  });
});

describe("the picture of paths", () => {
  it("leads from workloads by endpoints to services", () => {
    const { cards, arrows } = picture(shop());
    const title = (id: string) => cards.find((card) => card.id === id)?.title;
    const drawn = arrows.map(({ source, target, state }) => `${title(source)} ${state} ${title(target)}`);
    expect(drawn).toEqual([
      "tasks added postern-endpoints",
      "web blocked postern-endpoints",
      "tasks added s3 gateway",
      "ecs added ecs.us-east-1.amazonaws.com",
      "logs added logs.us-east-1.amazonaws.com",
      "s3 gateway added s3.us-east-1.amazonaws.com",
    ]);
  });

  it("puts the reason on a blocked arrow", () => {
    const blocked = picture(shop()).arrows.find(({ state }) => state === "blocked");
    expect(blocked).toMatchObject({ label: "no ingress rule", note: expect.stringContaining("endpoint's group") });
  });

  it("counts Availability Zones", () => {
    expect(picture(shop({ zones: ["a"] })).cards.find(({ title }) => title === "ecs")?.aside).toBe("× 1 AZ");
    expect(picture(shop()).cards.find(({ title }) => title === "ecs")?.aside).toBe("× 2 AZs");
  });

  it("has nothing new before the plan, and nothing moves", () => {
    const made = shop();
    const [before, after] = [picture(made, "before"), picture(made)];
    expect(before.cards.every(({ state }) => state !== "added")).toBe(true);
    expect(before.arrows).toEqual([]);
    for (const card of before.cards) {
      const { x, y, width, height } = after.cards.find(({ id }) => id === card.id) ?? card;
      expect(card).toMatchObject({ x, y, width, height });
    }
  });

  it.each([320, 900, 1280, 2560])("keeps cards apart, inside, and its text readable at %i pixels", (width) => {
    const { cards, ...size } = picture(
      shop({ others: 30, name: "a-name-that-is-far-too-long-for-a-card".repeat(3) }),
      "after",
      width,
    );
    expect(size.width).toBeGreaterThanOrEqual(900);
    for (const [i, card] of cards.entries()) {
      expect(card.x).toBeGreaterThanOrEqual(0);
      expect(card.x + card.width).toBeLessThanOrEqual(size.width);
      expect(card.y + card.height).toBeLessThanOrEqual(size.height);
      const others = cards.slice(i + 1).filter(({ id, parent }) => parent !== card.id && card.parent !== id);
      expect(others.filter((other) => overlap(card, other))).toEqual([]);
      expect(titleSize(card)).toBeGreaterThanOrEqual(11);
    }
    expect(TEXT_SIZE).toBeGreaterThanOrEqual(11);
  });

  it("shows many who lose access in one card", () => {
    const { cards } = picture(shop({ others: 30 }));
    expect(cards.filter(({ id }) => id.startsWith("loss/"))).toHaveLength(9);
    expect(cards.find(({ id }) => id === "more-losses")?.title).toBe("21 more security groups");
  });

  it("has every change of the plan but those of private DNS twice", () => {
    const made = shop();
    const shown = new Set(picture(made).cards.flatMap(({ changes }) => changes));
    expect(made.plan.changes.map(({ id }) => id).filter((id) => !shown.has(id))).toEqual([]);
  });
});

describe("its file", () => {
  it("shows hostile names as text, with title and date", () => {
    const made = shop({ name: '"><script>alert(1)</script>\u202e' });
    const title = { sentence: "tasks reach ecs.", where: "shop", date: "2026-12-01" };
    const { svg } = pathsSvg(picture(made), title, new Map());
    expect(svg).not.toContain("<script");
    expect(svg).not.toContain("\u202e");
    for (const text of ["tasks reach ecs.", "shop", "2026-12-01"]) expect(svg).toContain(`>${text}<`);
    expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(/href|url\(|https?:/);
  });
});
