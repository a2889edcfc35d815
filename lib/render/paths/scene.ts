/** What the picture of paths shows: only what the plan touches, and who loses access by it. */
import type { Plan } from "#lib/core/format/plan-format";
import type { Snapshot } from "#lib/core/network/snapshot";
import { targets } from "../diagram/scene/rules";
import { endpoints, nameOf, story as storyOf } from "../diagram/scene/story";
import { outcomeOf } from "../words/outcome";
import { arrowsOf } from "./arrows";
import { isWanted, type Parts } from "./parts";
import type { PathScene } from "./picture";
import { attributeCards, endpointCards, gatewayCard, serviceCard } from "./vpc-cards";
import { clientCard, lossCard, moreCard, shortened } from "./workload-cards";

/** Everything that the picture of paths shows; null when there is no VPC. */
export function pathScene(snapshot: Snapshot, plan: Plan): PathScene | null {
  const { vpc } = snapshot;
  if (!vpc) return null;
  const story = storyOf(snapshot, plan);
  const parts: Parts = { snapshot, plan, story, all: targets(story), outcome: outcomeOf(snapshot, plan) };
  const losses = parts.outcome.losses.filter(({ group }) => group === null || !story.clients.includes(group));
  const cards = [
    ...shortened(
      story.clients,
      (group) => clientCard(parts, group),
      (count) => moreCard("more-clients", count, "existing"),
    ),
    ...shortened(
      losses,
      (loss) => lossCard(parts, loss),
      (count) => moreCard("more-losses", count, "blocked"),
    ),
    ...endpointCards(parts),
    ...endpoints(story, "Gateway")
      .filter(({ is }) => isWanted(story, is))
      .map((pair) => gatewayCard(parts, pair)),
    ...attributeCards(parts),
    ...[...story.services.keys()].sort().map((service) => serviceCard(parts, service)),
  ];
  return {
    headings: {
      workloads: "Workloads",
      vpc: `In the VPC ${nameOf(vpc)}`,
      services: `AWS services, ${snapshot.region}`,
    },
    cards,
    arrows: arrowsOf(parts, cards),
  };
}
