/** What `postern needs` prints for people: notes, and a table of services with who needs them and why. */
import type { ClusterNeeds, NeedsIntent } from "#lib/core/ecs/cluster-needs";
import { lineText, type Note } from "#lib/core/ecs/derived";
import { maybeNeeded, type RolePolicies, rolesThatAllowAll } from "#lib/core/ecs/task-roles";
import type { EndpointService, Read } from "#lib/core/network/snapshot";
import { counted, listed } from "#lib/core/text/phrases";
import { visible } from "#lib/core/text/untrusted";

const LEVELS: Readonly<Record<Note["level"], string>> = { problem: "Problem", public: "Stays public", note: "Note" };

/** Notes, those of the same sentence once with all their lines; then what could not be read. */
export function noteLines({ workloads, unread }: ClusterNeeds): string[] {
  const notes = new Map<string, { note: Note; lines: Set<string> }>();
  for (const note of workloads.flatMap((one) => one.notes)) {
    const known = notes.get(note.sentence) ?? { note, lines: new Set() };
    known.lines.add(lineText(note.line));
    notes.set(note.sentence, known);
  }
  const order = Object.keys(LEVELS);
  const sorted = [...notes.values()].sort((a, b) => order.indexOf(a.note.level) - order.indexOf(b.note.level));
  return [
    ...sorted.flatMap(({ note: { level, sentence, nextStep }, lines }) => [
      `${LEVELS[level]}: ${sentence} (${listed([...lines], 3)})`,
      ...(nextStep ? [`  ${nextStep}`] : []),
    ]),
    ...unread.map((what) => `Not read: ${what}.`),
    ...workloads.flatMap(({ name, clients }) => clients.unread.map((what) => `Not read: of ${name}, ${what}.`)),
  ];
}

/** What task roles allow besides what is needed. */
export function maybeLines(
  roles: Read<RolePolicies>,
  offered: readonly EndpointService[],
  region: string,
  needed: readonly string[],
): string[] {
  if (roles.state === "skipped") return [`Not read: what the task roles allow (${roles.why}).`];
  const maybes = maybeNeeded(roles.value, offered, region, needed);
  const all = rolesThatAllowAll(roles.value);
  return [
    ...maybes.map(
      ({ service, roles: of, actions }) =>
        `Maybe: ${service}, as the task role ${listed(of, 3)} allows ${listed(actions, 3)}. It is not in the intent; add it if the workload calls it.`,
    ),
    ...(all.length > 0
      ? [`Note: the task role ${listed(all, 3)} allows everything, which says nothing about what is called.`]
      : []),
  ];
}

/** The services, each with who needs it and the reasons with their lines. */
export function needsText({ workloads, clusterName }: ClusterNeeds, intent: NeedsIntent): string {
  const { vpcId, region, services, clientSubnetIds, clientSecurityGroupIds } = intent;
  const names = [...new Set(workloads.map(({ name }) => name))];
  const lines = [
    `Cluster ${clusterName} in ${region}: ${counted(names.length, "workload")} (${listed(names, 10)}), ${vpcId}`,
    `Runs in ${listed(clientSubnetIds, 10)} with ${listed(clientSecurityGroupIds, 10)}`,
    "",
    ...(services.length === 0 ? ["No endpoint is needed."] : []),
    ...services.flatMap((service) => [
      `${service}   needed by ${listed(neededBy(workloads, service), 10)}`,
      ...reasonsFor(workloads, service).map((reason) => `    ${reason}`),
    ]),
  ];
  return `${lines.map(visible).join("\n")}\n`;
}

const neededBy = (workloads: ClusterNeeds["workloads"], service: string): string[] => [
  ...new Set(workloads.filter((one) => one.services.includes(service)).map(({ name }) => name)),
];

/** Each reason once, with the first two lines that give it. */
function reasonsFor(workloads: ClusterNeeds["workloads"], service: string): string[] {
  const lines = new Map<string, Set<string>>();
  for (const reason of workloads.flatMap(({ reasons }) => reasons)) {
    if (reason.service !== service) continue;
    lines.set(reason.because, (lines.get(reason.because) ?? new Set()).add(lineText(reason.line)));
  }
  return [...lines].map(([because, of]) => `${because} (${listed([...of], 2)})`);
}
