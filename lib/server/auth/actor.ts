/** How a person is named in sessions and runs. AWS takes the same characters for a SourceIdentity (STS API reference, AssumeRole). */
import { createHash } from "node:crypto";
import { hostname, userInfo } from "node:os";
import type { Person } from "#lib/server/sign-in-rules";

const NAME = /^[\w+=,.@-]{2,64}$/;

/** Names that must be changed to fit keep a trace of what they were, so that no two people get one name. */
function nameOf(text: string): string {
  if (NAME.test(text)) return text;
  const trace = createHash("sha256").update(text).digest("hex").slice(0, 8);
  return `${text.replace(/[^\w+=,.@-]/g, "-").slice(0, 55)}-${trace}`;
}

/** Who opens Postern on its own machine: `operator@laptop`. No dot follows the @, as one does in an address that an issuer gives. */
export function localActor(): string {
  const host = hostname().split(".")[0] || "localhost";
  return nameOf(`${userName()}@${host}`);
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user without an entry in the system's list, as in containers.
    return `uid-${process.getuid?.() ?? 0}`;
  }
}

/** Who has signed in: the address that the issuer has verified, else its id of the person. */
export function signedInActor({ email, sub }: Person): string {
  return nameOf(email ?? `sub=${sub}`);
}
