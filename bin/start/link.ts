/** Links into the Postern that runs on a data folder, for users who may read its files. */
import { join } from "node:path";
import { ownOrigin } from "#lib/server/auth/address";
import { newLink } from "#lib/server/auth/session-link";
import type { Settings } from "#lib/server/settings";
import { holderOf } from "../setup/lock.mjs";

/** What a start writes down about itself, for later starts and for `postern open`. */
type Running = { url: string; port: number; session: { keyFile: string; ownKey: boolean } };

export const startFile = (dataDir: string): string => join(dataDir, "start.json");

/** Where people reach a stack, and which key opens it. `stackUrl`: where its web server listens. */
export function running(stackUrl: string, own: Settings): Running {
  const { keyFile, ownKey } = own.session;
  const port = Number(new URL(stackUrl).port || 80);
  return { url: ownOrigin({ ...own, port }), port, session: { keyFile, ownKey } };
}

/** A link that works once, or why there is none. */
export async function freshLink(dataDir: string): Promise<{ link: string } | { none: "stopped" | "starting" }> {
  const holder = await holderOf(startFile(dataDir));
  if (!holder || holder.stopping) return { none: "stopped" };
  const { url, session } = holder as Partial<Running>;
  return url && session ? { link: await newLink(url, session) } : { none: "starting" };
}
