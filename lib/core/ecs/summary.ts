/** What a page shows of a cluster's needs: plain, small and serializable. */
import { type ClusterNeeds, intentOf, isIntent, type NeedsIntent } from "./cluster-needs";
import { lineText, type Note } from "./derived";

/** A service and why it is needed, each reason with the line that says so. */
type ServiceReasons = { service: string; reasons: { because: string; line: string }[] };

export type NeedsSummary = {
  intent: NeedsIntent;
  services: ServiceReasons[];
  notes: { level: Note["level"]; sentence: string; nextStep: string; line: string }[];
  unread: string[];
};

/** null where there is no one intent: `intentOf` says why. */
export function needsSummary(needs: ClusterNeeds): NeedsSummary | null {
  const intent = intentOf(needs);
  if (!isIntent(intent)) return null;
  const reasons = needs.workloads.flatMap((one) => one.reasons);
  return {
    intent,
    services: intent.services.map((service) => ({
      service,
      reasons: once(
        reasons
          .filter((one) => one.service === service)
          .map(({ because, line }) => ({ because, line: lineText(line) })),
      ),
    })),
    notes: once(
      needs.workloads.flatMap((one) =>
        one.notes.map(({ level, sentence, nextStep = "", line }) => ({
          level,
          sentence,
          nextStep,
          line: lineText(line),
        })),
      ),
    ),
    unread: [
      ...needs.unread,
      ...needs.workloads.flatMap(({ name, clients }) => clients.unread.map((what) => `of ${name}, ${what}`)),
    ],
  };
}

const once = <T>(items: readonly T[]): T[] => [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
