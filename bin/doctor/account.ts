/** AWS: the principals of reads and changes, and how far they are separated. */
import { separation } from "#lib/aws/client/base-credentials";
import { applyTarget, readTarget } from "#lib/aws/client/target";
import { readGateway } from "#lib/aws/ec2-reader";
import { type AwsError, isAwsError } from "#lib/aws/gateway";
import type { Identity, Target } from "#lib/core/run/target";
import { localActor } from "#lib/server/auth/actor";
import { type Finding, failure, ok, warning } from "./finding";

type Env = Readonly<Record<string, string | undefined>>;

const ALLOWANCE = { milliseconds: 30_000, bytes: 2 ** 20 };

/** Asks STS who the credentials are (sts:GetCallerIdentity, which needs no permission). `source`: a description of where they come from. */
export async function accountFindings(env: Env, source: string | null): Promise<Finding[]> {
  if (source === null) return [ok("AWS", "No credentials are configured: Postern works in its sandbox.")];
  const actor = localActor();
  const reads = await readTarget(env, {}, actor);
  const [reading, changing] = await Promise.all([whoIs(reads), whoIs(applyTarget(reads, actor, env))]);
  return [
    identityFinding("AWS, for reads", reads, reading),
    identityFinding("AWS, for changes", reads, changing),
    ...(isAwsError(reading) || isAwsError(changing)
      ? []
      : [accountFinding(reading, changing), await separationFinding(env, reading, changing)].flat()),
  ];
}

const whoIs = (target: Target): Promise<Identity | AwsError> =>
  readGateway(target, ALLOWANCE)
    .identity()
    .catch((error: unknown) => {
      if (isAwsError(error)) return error;
      throw error;
    });

function identityFinding(check: string, { region, endpointUrl }: Target, who: Identity | AwsError): Finding {
  if (isAwsError(who)) return failure(check, who.sentence, who.nextStep);
  const where = endpointUrl ? `${region} at ${endpointUrl}` : region;
  return ok(check, `${who.arn}, account ${who.accountId}, Region ${where}.`);
}

function accountFinding(reads: Identity, changes: Identity): Finding[] {
  if (reads.accountId === changes.accountId) return [];
  const sentence = `Reads use account ${reads.accountId}, and changes account ${changes.accountId}.`;
  return [
    failure("AWS, accounts", sentence, "Correct the profiles or roles of one side, so that both are of one account."),
  ];
}

/** What the web process could do with its credentials, if it were compromised. */
async function separationFinding(env: Env, reads: Identity, changes: Identity): Promise<Finding> {
  const check = "AWS, separation";
  const { readsAreTheirOwn, shared } = await separation(env);
  if (!readsAreTheirOwn || reads.arn === changes.arn) {
    return warning(
      check,
      "Reads and changes use the same identity, so that only Postern's code restricts the pages to reads.",
      "Set POSTERN_READ_PROFILE and POSTERN_APPLY_PROFILE: docs/permissions.md",
    );
  }
  return shared
    ? warning(check, ...sharedWords(shared, env))
    : ok(check, "Reads begin with other credentials than changes do.");
}

/** A sentence and what to do. `shared`: a description of what both sides begin with. */
function sharedWords(shared: string, env: Env): [string, string] {
  const role = env.POSTERN_APPLY_ROLE_ARN?.split("/").at(-1);
  const could = role ? `assume the role ${role} as well` : "make changes as well";
  return [
    `Reads and changes begin with the same credentials, ${shared}: a web process that was taken over could ${could}.`,
    "Give reads a profile of their own (POSTERN_READ_PROFILE), whose identity the trust policy of the role for changes does not name: docs/permissions.md",
  ];
}

/** What a start says of that, where reads are meant to be apart; null: nothing. */
export async function separationWarning(env: Env): Promise<string | null> {
  const { readsAreTheirOwn, shared } = await separation(env);
  return readsAreTheirOwn && shared ? sharedWords(shared, env).join(" ") : null;
}
