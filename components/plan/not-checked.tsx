import { EyeOff } from "lucide-react";
import { Disclosure } from "#components/ui/disclosure";
import { Spinner } from "#components/ui/spinner";
import { Sentence } from "#components/ui/untrusted";
import { notChecked } from "#lib/core/format/not-checked";
import type { Snapshot } from "#lib/core/network/snapshot";
import { counted } from "#lib/core/text/phrases";
import type { Permissions } from "./apply/use-permissions";

/** What could not be read for the findings, and why; nothing when all was read. */
export function NotChecked({ snapshot, permissions }: { snapshot: Snapshot; permissions: Permissions }) {
  if (permissions.pending) {
    return (
      <p role="status" className="mt-1.5 flex items-center gap-2 py-1 pl-3 text-sm text-muted">
        <Spinner /> Checking permissions by dry runs…
      </p>
    );
  }
  const lines = [...notChecked(snapshot), ...permissions.notChecked];
  if (lines.length === 0) return null;
  return (
    <Disclosure
      className="mt-1.5 pl-2"
      summary={
        <span className="flex items-center gap-2 px-1 py-1">
          <EyeOff size={15} aria-hidden />
          {counted(lines.length, "item was", "items were")} not checked
        </span>
      }
    >
      <ul className="flex max-w-[90ch] list-disc flex-col gap-1 pl-10 text-sm text-muted">
        {lines.map((line) => (
          <li key={line} className="first-letter:uppercase">
            <Sentence>{line}</Sentence>.
          </li>
        ))}
      </ul>
    </Disclosure>
  );
}
