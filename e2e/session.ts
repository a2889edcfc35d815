/** A session for the journeys, begun as a person begins one: by a link that works once. */
import { spawnSync } from "node:child_process";

export type SessionCookie = { name: string; value: string };

/** A link into the Postern of these settings' data folder, as `postern open` prints it. */
export function freshLink(env: NodeJS.ProcessEnv = process.env): string {
  const { stdout, stderr } = spawnSync(process.execPath, ["bin/postern.mjs", "open"], { encoding: "utf8", env });
  const link = /^http\S+$/m.exec(stdout)?.[0];
  if (!link) throw new Error(`postern open printed no link: ${stderr}`);
  return link;
}

/** Begins a session and gives its cookie. */
export async function newSession(): Promise<SessionCookie> {
  const { headers } = await fetch(freshLink(), { redirect: "manual" });
  const [cookie = ""] = headers.getSetCookie();
  const [, name, value] = /^([^=]+)=([^;]+);/.exec(cookie) ?? [];
  if (!name || !value) throw new Error("The link began no session.");
  return { name, value };
}
