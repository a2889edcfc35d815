/** Runs a script with a program in the place of the AWS CLI that notes how it is called. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

/** Answers as EC2 would in an account where nothing was made yet and every endpoint is available at once. */
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

export type Outcome = {
  code: number;
  stderr: string;
  /** Arguments of each call, in order. */
  calls: string[][];
  /** Files that the script left in its (empty) working folder. */
  left: string[];
};

/** Runs `script` in a shell that finds no programs but `aws` (`fake`: its own text), `tr`, `wc` and a `sleep` that takes no time. */
export async function runScript(script: string, shell = "bash", fake = PROGRAM): Promise<Outcome> {
  const root = await mkdtemp(join(tmpdir(), "script-"));
  const [bin, notes, work] = [join(root, "bin"), join(root, "notes"), join(root, "work")];
  try {
    await Promise.all([bin, notes, work].map((folder) => mkdir(folder)));
    await writeFile(join(bin, "aws"), fake, { mode: 0o755 });
    await writeFile(join(bin, "sleep"), "#!/bin/sh\n", { mode: 0o755 });
    for (const name of ["tr", "wc"]) await symlink((await which(name)) ?? "", join(bin, name));
    await writeFile(join(root, "script.sh"), script);
    const options = { cwd: work, env: { PATH: bin, NOTES: notes, LC_ALL: "C.UTF-8", NODE_ENV: "test" as const } };
    const ended = await promisify(execFile)((await which(shell)) ?? shell, [join(root, "script.sh")], options).then(
      ({ stderr }) => ({ code: 0, stderr }),
      ({ code, stderr }: { code: number; stderr: string }) => ({ code, stderr }),
    );
    const record = await readFile(join(notes, "calls"), "utf8").catch(() => "");
    return { ...ended, calls: callsOf(record.split("\0")), left: await readdir(work) };
  } finally {
    await rm(root, { recursive: true, force: true });
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
export async function which(name: string): Promise<string | null> {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const names = await readdir(folder).catch((): string[] => []);
    if (names.includes(name)) return join(folder, name);
  }
  return null;
}
