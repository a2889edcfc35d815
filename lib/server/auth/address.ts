/** The one address by which people reach this Postern; a request with any other Host is refused. */
import { createHmac } from "node:crypto";
import type { Settings } from "#lib/server/settings";
import { sessionKey } from "./session-key";

type Own = Pick<Settings, "publicUrl" | "port" | "session">;

/**
 * Without a public URL: a name below .localhost, which is loopback (RFC 6761, section 6.3). Browsers send a cookie to every port
 * of a host, so the host has to be one that nobody else on this machine can name. It is derived from the session key: the same
 * after a restart, and known only to those who have the key or were given a link. 80 bits.
 */
export function localName(session: Own["session"]): string {
  const bytes = createHmac("sha256", sessionKey(session)).update("postern/host-name").digest();
  return `postern-${bytes.subarray(0, 10).toString("hex")}.localhost`;
}

/** Scheme, host and port as browsers write an Origin. Throws a sentence when the session key cannot be read. */
export function ownOrigin({ publicUrl, port, session }: Own): string {
  return publicUrl?.origin ?? new URL(`http://${localName(session)}:${port}`).origin;
}
