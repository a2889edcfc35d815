import { UntrustedText } from "#components/ui/untrusted";
import type { NeedsSummary } from "#lib/core/ecs/summary";
import { counted } from "#lib/core/text/phrases";

const LEVELS = { problem: "Problem", public: "Stays public", note: "Note" } as const;

/** What was derived from a task definition, each service with the line that says so. */
export function DerivedNeeds({ needs: { services, notes, unread, intent } }: { needs: NeedsSummary }) {
  return (
    <details open className="rounded-lg border px-4 py-3 text-sm">
      <summary className="cursor-pointer font-medium">
        {services.length === 0 ? "No endpoint is needed" : `Needs ${counted(services.length, "service")}`} in{" "}
        {intent.vpcId}
      </summary>
      <dl className="mt-2 flex flex-col gap-2">
        {services.map(({ service, reasons }) => (
          <div key={service} className="flex flex-col">
            <dt className="font-mono text-xs">{service}</dt>
            {reasons.slice(0, 3).map(({ because, line }) => (
              <dd key={line} className="text-muted">
                <UntrustedText>{`${because} (${line})`}</UntrustedText>
              </dd>
            ))}
          </div>
        ))}
      </dl>
      {notes.length + unread.length > 0 ? (
        <ul className="mt-3 flex list-disc flex-col gap-1 pl-5">
          {notes.map(({ level, sentence, nextStep, line }) => (
            <li key={`${sentence} ${line}`}>
              {LEVELS[level]}: <UntrustedText>{`${sentence} ${nextStep} (${line})`}</UntrustedText>
            </li>
          ))}
          {unread.map((what) => (
            <li key={what}>
              Not read: <UntrustedText>{what}</UntrustedText>.
            </li>
          ))}
        </ul>
      ) : null}
    </details>
  );
}
