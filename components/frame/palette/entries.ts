/** What the command palette finds, from what the pages have read. */

import { shortName } from "#lib/core/network/services/service";
import type { Snapshot, VpcId } from "#lib/core/network/snapshot";
import type { VpcSummary } from "#lib/core/network/vpc-summary";
import type { RunSummary } from "#lib/core/run/run";

export type Entry = {
  id: string;
  label: string;
  /** Beside the label; it is searched, too. */
  hint: string;
  does: { kind: "go"; href: string } | { kind: "set-up"; vpcId: VpcId | null; services: string[] } | Command;
};

type Command = { kind: "theme"; theme: "system" | "light" | "dark" } | { kind: "shortcuts" };

export type Group = { value: string; items: Entry[] };

export type Known = {
  region: string;
  vpcs: readonly VpcSummary[];
  snapshots: readonly Snapshot[];
  runs: readonly (Pick<RunSummary, "id" | "vpcId"> & { title: string })[];
  /** The VPC that the page is about. */
  vpcId: VpcId | null;
  mayPlan: boolean;
};

const go = (id: string, label: string, hint: string, href: string): Entry => ({
  id,
  label,
  hint,
  does: { kind: "go", href },
});

/** Everything, by group. Groups, subnets and services are those of the snapshots that are known. */
export function entries({ region, vpcs, snapshots, runs, vpcId, mayPlan }: Known): Group[] {
  const ofVpc = (id: VpcId, at: string) => `/vpcs/${id}?region=${at}`;
  const nameOf = (snapshot: Snapshot) => snapshot.vpc?.tags.Name || snapshot.vpc?.id || "";
  const perVpc = snapshots.flatMap((snapshot) => (snapshot.vpc ? [{ snapshot, vpc: snapshot.vpc }] : []));
  const services = new Map<string, Entry>();
  for (const { snapshot } of mayPlan ? perVpc : []) {
    for (const { name, type } of snapshot.services) {
      const short = shortName(name, snapshot.region);
      if (type !== "Interface" && type !== "Gateway") continue;
      services.set(short, {
        id: `service ${short}`,
        label: short,
        hint: "set up private access",
        does: { kind: "set-up", vpcId, services: [short] },
      });
    }
  }
  const setUp: Entry = {
    id: "set-up",
    label: "Set up private access",
    hint: "a new setup",
    does: { kind: "set-up", vpcId, services: [] },
  };
  return [
    {
      value: "Pages and actions",
      items: [
        ...(mayPlan ? [setUp] : []),
        go("home", "Home", "VPCs, drafts, recent runs", "/"),
        go("runs", "Runs", "all that was applied or rolled back", "/runs"),
        { id: "shortcuts", label: "Keyboard shortcuts", hint: "?", does: { kind: "shortcuts" } },
        ...(["light", "dark", "system"] as const).map(
          (theme): Entry => ({
            id: theme,
            label: `Theme: ${theme}`,
            hint: "appearance",
            does: { kind: "theme", theme },
          }),
        ),
      ],
    },
    {
      value: "VPCs",
      items: vpcs.map(({ id, tags, cidrs }) =>
        go(id, tags.Name || id, [tags.Name ? id : "", ...cidrs].filter(Boolean).join(" · "), ofVpc(id, region)),
      ),
    },
    {
      value: "Runs",
      items: runs.map(({ id, title, vpcId: of }) => go(id, title, `${id} · ${of}`, `/runs/${id}`)),
    },
    {
      value: "Security groups",
      items: perVpc.flatMap(({ snapshot, vpc }) =>
        snapshot.securityGroups.map(({ id, name }) =>
          go(id, name, `${id} · in ${nameOf(snapshot)}`, `${ofVpc(vpc.id, snapshot.region)}#${id}`),
        ),
      ),
    },
    {
      value: "Subnets",
      items: perVpc.flatMap(({ snapshot, vpc }) =>
        snapshot.subnets.map(({ id, tags, cidr }) =>
          go(
            id,
            tags.Name || id,
            [tags.Name ? id : "", cidr ?? "", `in ${nameOf(snapshot)}`].filter(Boolean).join(" · "),
            `${ofVpc(vpc.id, snapshot.region)}#${id}`,
          ),
        ),
      ),
    },
    { value: "Services", items: [...services.values()].sort((a, b) => (a.label < b.label ? -1 : 1)) },
  ];
}

/** Most entries of a group at once. */
const MOST = 8;
/** Without a search: what is short, and leads further. */
const AT_FIRST = new Set(["Pages and actions", "VPCs", "Runs"]);

/** The entries that hold every word of a search, those whose label begins with it first; groups without any are left out. */
export function found(groups: readonly Group[], search: string): Group[] {
  const wanted = search.trim().toLowerCase();
  const words = wanted.split(/\s+/).filter(Boolean);
  const rank = ({ label }: Entry) => (label.toLowerCase().startsWith(wanted) ? 0 : 1);
  return groups.flatMap(({ value, items }) => {
    if (words.length === 0 && !AT_FIRST.has(value)) return [];
    const fitting = items.filter(({ label, hint }) => {
      const text = `${label} ${hint}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
    const shown = [...fitting].sort((a, b) => rank(a) - rank(b)).slice(0, MOST);
    return shown.length > 0 ? [{ value, items: shown }] : [];
  });
}
