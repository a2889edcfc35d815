import { spawn } from "node:child_process";

/** Opens a page in the person's browser, where there is a desktop to open it on. Never fails: the page's address is printed. */
export function openInBrowser(url: string, env: NodeJS.ProcessEnv = process.env): void {
  if (env.CI || env.SSH_CONNECTION || env.SSH_TTY || env.BROWSER === "none") return;
  const command = opener(url, env);
  if (!command) return;
  const [program, ...args] = command;
  const child = spawn(program, args, { detached: true, stdio: "ignore" });
  child.on("error", () => {});
  child.unref();
}

function opener(url: string, env: NodeJS.ProcessEnv): [string, ...string[]] | null {
  if (process.platform === "darwin") return ["open", url];
  if (process.platform === "win32") return ["cmd", "/c", "start", "", url];
  return env.DISPLAY || env.WAYLAND_DISPLAY ? ["xdg-open", url] : null;
}
