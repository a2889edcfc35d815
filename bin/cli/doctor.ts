import { visible } from "#lib/core/text/untrusted";
import { redacted } from "#lib/log/redact";
import { nextStepLines } from "#lib/render/words/next-step";
import { credentialsSource } from "../credentials.mjs";
import { accountFindings } from "../doctor/account";
import { dataFolderFinding } from "../doctor/data-folder";
import { databaseFinding } from "../doctor/database";
import type { Finding } from "../doctor/finding";
import { browserFinding, nodeFinding, packagesFinding, pythonFinding } from "../doctor/machine";
import { runningFinding } from "../doctor/running";
import { settingsFindings } from "../doctor/settings";
import { dataDir } from "../setup/paths.mjs";
import { EXIT, type ExitCode } from "./exit";
import { printJson, write } from "./output";

/** `postern doctor`: checks Postern's requirements and reports problems. Changes nothing; its only AWS call identifies the credentials. */
export async function doctorCommand({ format }: { format: "text" | "json" }): Promise<ExitCode> {
  const { env } = process;
  const folder = dataDir();
  const source = await credentialsSource(env);
  const findings: Finding[] = [
    nodeFinding(),
    packagesFinding(),
    pythonFinding(source === null),
    await browserFinding(),
    ...settingsFindings(env),
    dataFolderFinding(folder),
    await databaseFinding(folder, env.DATABASE_URL),
    await runningFinding(folder),
    ...(await accountFindings(env, source)),
  ];
  if (format === "json") printJson({ format: "postern.doctor/1", checks: findings });
  else
    write(
      findings
        .flatMap(linesOf)
        .map((line) => redacted(line))
        .join("\n"),
      undefined,
    );
  return findings.some(({ state }) => state === "failure") ? EXIT.failed : EXIT.done;
}

const WIDTH = 9;

function linesOf({ check, state, sentence, nextStep }: Finding): string[] {
  const indented = (text: string) => `${" ".repeat(WIDTH)}${text}`;
  const [first = "", ...rest] = sentence.split("\n").map(visible);
  return [
    `${state.padEnd(WIDTH)}${check}: ${first}`,
    ...rest.map(indented),
    ...(nextStep === null ? [] : nextStep.split("\n").flatMap(nextStepLines).map(indented)),
  ];
}
