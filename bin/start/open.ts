import { spawn } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withoutSecrets } from "../credentials.mjs";

/**
 * Opens a link in the person's browser, where there is a desktop to open it on. Never fails: a link is printed as well. The
 * browser is given a file that only its person can read: the arguments of a program are for all users of a machine to see.
 */
export function openInBrowser(link: string, dataDir: string, env: NodeJS.ProcessEnv = process.env): void {
  if (env.CI || env.SSH_CONNECTION || env.SSH_TTY || env.BROWSER === "none") return;
  const file = join(dataDir, "open.html");
  const command = opener(file, env);
  if (!command) return;
  rmSync(file, { force: true });
  writeFileSync(file, pageTo(link), { mode: 0o600, flag: "wx" });
  const [program, ...args] = command;
  const child = spawn(program, args, { detached: true, stdio: "ignore", env: withoutSecrets(env) });
  child.on("error", () => {});
  child.unref();
}

const pageTo = (link: string) =>
  `<!doctype html><meta charset="utf-8"><meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0;url=${link}"><title>Postern</title><p><a href="${link}">Open Postern</a></p>
`;

function opener(file: string, env: NodeJS.ProcessEnv): [string, ...string[]] | null {
  if (process.platform === "darwin") return ["open", file];
  if (process.platform === "win32") return ["cmd", "/c", "start", "", file];
  return env.DISPLAY || env.WAYLAND_DISPLAY ? ["xdg-open", file] : null;
}
