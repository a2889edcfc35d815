import type { Verdict } from "#lib/core/format/plan-format";
import type { EndpointService, VpcEndpoint } from "#lib/core/network/snapshot";
import { type Face, face, type Item, inBoth, type Link } from "../scene";
import type { DiagramView } from "../shape";
import { dnsItem } from "./dns-rows";
import { endpoints, type Story } from "./story";

export const PRIVATE_LINK = "private-link";

type Offer = Pick<EndpointService, "name" | "type">;
type Pair = { was: VpcEndpoint | null; is: VpcEndpoint };

function serviceFace(story: Story, service: string, view: DiagramView): Face {
  const rows = story.reachability.filter((row) => row.service === service);
  const count = (verdict: Verdict, which: DiagramView = view) => rows.filter((row) => row[which] === verdict).length;
  const of = (what: string, some: number) => (some === rows.length ? what : `${what} from ${some} of ${rows.length}`);
  if (rows.length === 0) return face(service);
  if (count("none") > 0) return face(service, of("no access", count("none")), "blocked");
  if (count("partial") > 0) return face(service, of("only partly", count("partial")), "blocked");
  if (count("unknown") > 0) return face(service, of("unknown", count("unknown")));
  if (count("private") === 0) return face(service, "public");
  const gained = view === "after" && count("private") > count("private", "before");
  return face(service, of("private", count("private")), gained ? "added" : "existing");
}

/** By PrivateLink, or by the gateway endpoint's route. */
function privatePaths(story: Story, id: string, { type }: Offer, own: readonly Pair[]): Link[] {
  const sources = type === "Gateway" ? own.map(({ is }) => is.id) : own.length > 0 ? [PRIVATE_LINK] : [];
  return sources.map((source) => {
    const there = own.some(({ was, is }) => was && (type !== "Gateway" || is.id === source));
    const label = type === "Gateway" ? "by the gateway endpoint" : "by PrivateLink";
    return {
      id: `${source}/${id}`,
      kind: "service",
      source,
      target: id,
      faces: { before: there ? face(label) : null, after: face(label, "", there ? "existing" : "added") },
      changes: own.flatMap(({ is }) => story.changesOf(is.id)),
    };
  });
}

function publicPaths(story: Story, id: string, service: string, exits: readonly string[]): Link[] {
  const rows = story.reachability.filter((row) => row.service === service);
  const faces = inBoth((view) => (rows.some((row) => row[view] === "public") ? face("publicly") : null));
  return exits.map((exit) => ({ id: `${exit}/${id}`, kind: "service", source: exit, target: id, faces, changes: [] }));
}

/** The AWS services outside the VPC, what their names resolve to, and the paths that traffic takes to them. */
export function outside(story: Story, exits: readonly string[]): { services: Item; links: Link[] } {
  const pairs = { Interface: endpoints(story, "Interface"), Gateway: endpoints(story, "Gateway") };
  const links: Link[] = [];
  const items = [...story.services]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([service, offer]): Item => {
      const id = `service/${service}`;
      const own = (offer.type === "Gateway" ? pairs.Gateway : pairs.Interface).filter(
        ({ is }) => is.serviceName === offer.name,
      );
      links.push(...privatePaths(story, id, offer, own), ...publicPaths(story, id, service, exits));
      const names = story.plan?.dns.filter((row) => row.service === service) ?? [];
      return {
        id,
        kind: "service",
        faces: inBoth((view) => serviceFace(story, service, view)),
        changes: own.flatMap(({ is }) => story.changesOf(is.id)),
        children: names.map((row) => dnsItem(story, row)),
      };
    });
  const there = pairs.Interface.some(({ was }) => was);
  const privateLink: Item = {
    id: PRIVATE_LINK,
    kind: "private-link",
    faces: {
      before: there ? face("AWS PrivateLink") : null,
      after: face("AWS PrivateLink", "", there ? "existing" : "added"),
    },
    changes: [],
    children: [],
  };
  return {
    services: {
      id: "services",
      kind: "services",
      faces: inBoth(() => face("AWS services", story.after.region)),
      changes: [],
      children: pairs.Interface.length > 0 ? [...items, privateLink] : items,
    },
    links,
  };
}
