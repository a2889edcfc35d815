/** Runs a script with a fake AWS CLI that records its calls. */
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";

/** Responds as EC2 would in an account where nothing was created yet and every endpoint is available at once. */
const PROGRAM = `#!/bin/sh
printf '%s\\0' "$#" "$@" >>"$NOTES/calls"
case "$2 $*" in
  create-*) printf x >>"$NOTES/made"; number=$(($(wc -c <"$NOTES/made"))) ;;
esac
case $2 in
  create-security-group) echo "sg-$number" ;;
  create-vpc-endpoint) echo "vpce-$number" ;;
  describe-vpcs) echo 111122223333 ;;
  describe-vpc-endpoints) case "$*" in *VpcEndpointId==*) echo available ;; esac ;;
esac
`;

/** Notes that it was started. */
const OTHER_PROGRAM = `#!/bin/sh
printf '%s\\n' "$0" >>"$NOTES/started"
`;

export const SHELLS = ["bash", "dash", "zsh"] as const;

/** Programs that no script of ours calls: what a hostile text might start. */
const OTHER_PROGRAMS = ["touch", "sh", "cat", "id", "env", "rm", "curl", "python3", "pwned"];

export type Outcome = {
  code: number | null;
  stdout: string;
  stderr: string;
  /** Arguments of each call, in order. */
  calls: string[][];
  /** What else happened: files left in its (empty) working folder, programs started, processes still alive. */
  left: string[];
};

/**
 * Runs `script` in a shell that finds no programs but `aws` (`fake`: its own text), `tr`, `wc`, a `sleep` that takes no time, and
 * some that record when they are called. Throws when this machine lacks the shell.
 */
export async function runScript(
  script: string,
  shell: (typeof SHELLS)[number] = "bash",
  { fake = PROGRAM, locale = "C.UTF-8" } = {},
): Promise<Outcome> {
  const program = await which(shell);
  if (!program)
    throw new Error(`There is no ${shell} here, and scripts must be tried in it: install it (npm test does).`);
  const root = await mkdtemp(join(tmpdir(), "script-"));
  const [bin, notes, work] = [join(root, "bin"), join(root, "notes"), join(root, "work")];
  try {
    await Promise.all([bin, notes, work].map((folder) => mkdir(folder)));
    await writeFile(join(bin, "aws"), fake, { mode: 0o755 });
    await writeFile(join(bin, "sleep"), "#!/bin/sh\n", { mode: 0o755 });
    for (const name of OTHER_PROGRAMS) await writeFile(join(bin, name), OTHER_PROGRAM, { mode: 0o755 });
    for (const name of ["tr", "wc"]) await symlink((await which(name)) ?? "", join(bin, name));
    await writeFile(join(root, "script.sh"), script);
    const child = spawn(program, [join(root, "script.sh")], {
      cwd: work,
      env: { PATH: bin, HOME: work, NOTES: notes, LC_ALL: locale, NODE_ENV: "test" as const },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    const ended = new Promise<number | null>((done, failed) => child.once("error", failed).once("close", done));
    const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    const [record, started] = await Promise.all(
      ["calls", "started"].map((file) => readFile(join(notes, file), "utf8").catch(() => "")),
    );
    const left = [...(await readdir(work)), ...(started ?? "").split("\n").filter(Boolean), ...alive(child.pid)];
    return { code, stdout, stderr, calls: callsOf((record ?? "").split("\0")), left };
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** Whether anything of a process group is still there. */
function alive(group: number | undefined): string[] {
  try {
    if (group === undefined || !process.kill(-group, 0)) return [];
    return [`processes of group ${group}`];
  } catch {
    return [];
  }
}

function callsOf(record: string[]): string[][] {
  const calls: string[][] = [];
  for (let at = 0; at + 1 < record.length; ) {
    const end = at + 1 + Number(record[at]);
    calls.push(record.slice(at + 1, end));
    at = end;
  }
  return calls;
}

/** Where a program is, if this machine has it. */
async function which(name: string): Promise<string | null> {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const names = await readdir(folder).catch((): string[] => []);
    if (names.includes(name)) return join(folder, name);
  }
  return null;
}
