/** Findings as people read them: what holds for several services or subnets is one item. The JSON of a plan keeps them apart. */
import type { FindingCode, Severity } from "./finding-codes";
import type { BlastRadiusKind, Finding, Plan } from "./plan-format";
import { bySeverity, isBlocking } from "./severity";

export type FindingGroup = {
  severity: Severity;
  code: FindingCode;
  /** Of a blast radius: of which kinds; `null` where connections are lost. */
  kinds: (BlastRadiusKind | null)[];
  /** One line each. */
  summaries: string[];
  details: string[];
  resources: string[];
  /** Next steps. */
  fixes: string[];
};

/** `ecs, ecr.api: the rest`, as the summaries of findings name what they are about. */
const SUBJECTS = /^(?<subjects>\S+(?:, \S+)*): (?<rest>.+)$/s;

/** The texts, without repeats; those that say the same of different subjects are one, with all of these before it. */
function joinSubjects(texts: readonly string[]): string[] {
  const subjects = new Map<string, string[]>();
  for (const text of texts) {
    const { subjects: named, rest } = SUBJECTS.exec(text)?.groups ?? {};
    const key = rest ?? text;
    subjects.set(key, [...(subjects.get(key) ?? []), ...(named === undefined ? [] : named.split(", "))]);
  }
  return [...subjects].map(([rest, named]) => (named.length > 0 ? `${[...new Set(named)].join(", ")}: ${rest}` : rest));
}

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];

/** Findings of one code with the same next step; a blast radius is accepted as a whole, so it is one, whatever its next steps. */
const groupKey = ({ severity, code, fix }: Finding): string =>
  JSON.stringify([severity, code, code === "blast-radius" ? "" : fix]);

/** The findings in groups, worst first. */
export function groupFindings(findings: readonly Finding[]): FindingGroup[] {
  const groups = new Map<string, [Finding, ...Finding[]]>();
  for (const finding of bySeverity(findings)) {
    const group = groups.get(groupKey(finding));
    if (group) group.push(finding);
    else groups.set(groupKey(finding), [finding]);
  }
  return [...groups.values()].map((group) => ({
    severity: group[0].severity,
    code: group[0].code,
    kinds: [...new Set(group.map(({ kind }) => kind ?? null))],
    summaries: joinSubjects(group.map(({ summary }) => summary)),
    details: joinSubjects(group.flatMap(({ detail }) => detail || [])),
    resources: unique([...new Set(group.map(({ resources }) => resources))].flat()),
    fixes: unique(group.flatMap(({ fix }) => fix ?? [])),
  }));
}

/** A plan's findings: those that block it, and the others. */
export function findingSections({
  findings,
  intent,
}: Pick<Plan, "findings" | "intent">): Record<"blocking" | "other", FindingGroup[]> {
  const blocks = (finding: Finding) => isBlocking(finding, intent);
  return {
    blocking: groupFindings(findings.filter(blocks)),
    other: groupFindings(findings.filter((finding) => !blocks(finding))),
  };
}

/** Why a plan cannot be applied as it is, a sentence each; empty: it can. */
export function blockers(plan: Pick<Plan, "findings" | "intent">): string[] {
  return findingSections(plan).blocking.flatMap(({ summaries }) => summaries);
}
