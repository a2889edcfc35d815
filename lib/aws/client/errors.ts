/** Every failure of an AWS call → one `AwsError`: a kind, a sentence in plain words and the next step. */

import { AwsError, type AwsErrorKind, isAwsError } from "#lib/aws/gateway";
import { type Statement, statementsFor } from "#lib/core/iam/policies";
import { anywhere } from "#lib/core/iam/scope";
import { dnsSuffix } from "#lib/core/network/services/partition";
import type { Target } from "#lib/core/run/target";
import { redacted } from "#lib/log/redact";
import { TOO_LARGE, TOO_SLOW } from "./allowance";

/** Services whose failures are reported in full; of others a read is skipped (`optional/attempt.ts`). */
export type CalledService = "EC2" | "ECS" | "STS";

type Facts = {
  code: string;
  /** AWS's own message, without anything secret. */
  message: string;
  operation: string;
  service: CalledService;
  /** Where the call went. */
  endpoint: string;
  target: Target;
};

type Case = {
  kind: AwsErrorKind;
  when: (code: string, message: string, operation: string) => boolean;
  sentence: (facts: Facts) => string;
  nextStep: (facts: Facts) => string;
};

const codes =
  (...patterns: RegExp[]) =>
  (code: string) =>
    patterns.some((pattern) => pattern.test(code));

/** Our own code for a response that is not AWS's. */
export const NOT_AWS = "NotAnAwsResponse";

/** The first case that fits decides. Codes: EC2 API reference, "Error codes for the Amazon EC2 API". */
const CASES: readonly Case[] = [
  {
    kind: "refused",
    when: codes(/^ERR_INVALID_(URL|PROTOCOL)$/),
    sentence: ({ service }) => `The address set for ${service} is not a URL.`,
    nextStep: () =>
      "Set AWS_ENDPOINT_URL to one with http:// or https://, such as http://127.0.0.1:4566, or leave it out.",
  },
  {
    kind: "unreachable",
    when: codes(/^(CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|ERR_TLS)/),
    sentence: ({ endpoint }) => `Postern could not set up a trusted connection to ${endpoint}.`,
    nextStep: () =>
      "If your network has a certificate authority of its own, start Postern with NODE_EXTRA_CA_CERTS set to its certificate file.",
  },
  {
    kind: "unreachable",
    when: codes(/^(ECONN|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|EPIPE|ETIMEDOUT|TimeoutError|RequestTimeout)/),
    sentence: ({ service, endpoint }) => `Postern could not reach ${service} at ${endpoint}.`,
    nextStep: ({ target }) =>
      target.endpointUrl
        ? "Check that something listens there, or change AWS_ENDPOINT_URL."
        : `Check the network connection and that ${target.region} is a Region, then try again.`,
  },
  {
    kind: "unreachable",
    when: codes(new RegExp(`^${TOO_SLOW}$`)),
    sentence: ({ operation, service, message }) => `${service} is too slow: ${operation} was given up, as ${message}.`,
    nextStep: () => "Try again; if it stays slow, check the network connection and any proxy in between.",
  },
  {
    kind: "refused",
    when: codes(new RegExp(`^${TOO_LARGE}$`)),
    sentence: ({ operation, message }) => `${operation} returns more than Postern accepts: ${message}.`,
    nextStep: ({ target }) =>
      target.endpointUrl
        ? "AWS itself does not return this much. Check AWS_ENDPOINT_URL, and whether there is a proxy in between."
        : "Nothing was planned from a part of it. Please report the account's size; a response of this size is not expected.",
  },
  {
    kind: "unreachable",
    when: (code, message) => code === NOT_AWS || /deserialization error/i.test(message),
    sentence: ({ endpoint }) => `The server at ${endpoint} is not AWS.`,
    nextStep: () => "Check AWS_ENDPOINT_URL, and whether there is a proxy in between.",
  },
  {
    kind: "login-expired",
    when: (code, message) =>
      /^(ExpiredToken|RequestExpired|SSOTokenProviderFailure|TokenRefreshRequired|TokenProviderError)/.test(code) ||
      (/Credentials|Token|Unauthorized|Forbidden/.test(code) &&
        /(expired|refresh|session token not found|sso login|aws login|reauthenticate)/i.test(message)),
    sentence: ({ target }) => `The AWS login${forProfile(target)} has expired.`,
    nextStep: ({ target, message }) =>
      `Run: aws ${/aws login/.test(message) ? "" : "sso "}login${target.profile ? ` --profile ${target.profile}` : ""}. With temporary keys, set new ones. If they are new, check this machine's clock.`,
  },
  {
    kind: "no-credentials",
    when: codes(/^(CredentialsProviderError|CredentialsError|NoCredentials)/),
    sentence: ({ target }) => `There are no AWS credentials${forProfile(target)}.`,
    nextStep: ({ target }) =>
      target.profile
        ? `See why it gives none, and log in if that is it: aws sts get-caller-identity --profile ${target.profile}`
        : "Set AWS_PROFILE to a profile of your AWS config, or run aws configure; without an account, start with --sandbox.",
  },
  {
    kind: "no-credentials",
    when: codes(
      /^(AuthFailure|InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch|InvalidAccessKeyId)/,
      /^(InvalidSignatureException|IncompleteSignature|MissingAuthenticationToken|InvalidToken)/,
    ),
    sentence: ({ target }) => `AWS does not accept the credentials${forProfile(target)} in ${target.region}.`,
    nextStep: ({ target }) =>
      `Check the keys, this machine's clock, and that ${target.region} is enabled for the account: aws sts get-caller-identity${target.profile ? ` --profile ${target.profile}` : ""} --region ${target.region}`,
  },
  {
    kind: "denied",
    when: (code, message) => isDenied(code) && /explicit deny/i.test(message),
    sentence: (facts) => `A policy denies ${deniedAction(facts)} explicitly.`,
    nextStep: () =>
      "Ask who manages that policy, often a service control policy of the organization, for an exception.",
  },
  {
    kind: "denied",
    when: (code, _, operation) => isDenied(code) && operation === "AssumeRole",
    sentence: (facts) =>
      `Postern may not assume the role ${roleName(facts.target)}: ${deniedAction(facts)} is not allowed.`,
    nextStep: assumeRoleStep,
  },
  {
    kind: "denied",
    when: isDenied,
    sentence: (facts) => `${owner(facts.target)} the permission ${deniedAction(facts)}.`,
    nextStep: missingStatements,
  },
  {
    kind: "denied",
    when: codes(/^(OptInRequired|Blocked|PendingVerification)$/),
    sentence: ({ service, target }) => `The account may not use ${service} in ${target.region} yet.`,
    nextStep: ({ message }) => `AWS says: ${message}`,
  },
  {
    kind: "throttled",
    when: codes(/^(RequestLimitExceeded|Throttl|TooManyRequests|EC2Throttled|BandwidthLimitExceeded|SlowDown)/),
    sentence: ({ operation }) => `AWS limits how often ${operation} may be called, and the limit is used up.`,
    nextStep: () => "Wait a minute and try again; other tools that use this account count too.",
  },
  {
    kind: "refused",
    when: (_, message) => /not (yet )?(been )?implemented/i.test(message),
    sentence: ({ endpoint, operation, message }) =>
      `The server at ${endpoint} cannot do all of ${operation}: ${message}`,
    nextStep: () => "Use an endpoint that can, such as AWS itself or Postern's sandbox.",
  },
  {
    kind: "unreachable",
    when: codes(/^(ServiceUnavailable|Unavailable|Internal(Error|Failure|ServerError)|ServerInternal)/),
    sentence: ({ operation }) => `AWS could not carry out ${operation} because of a fault of its own.`,
    nextStep: () => "Try again in a minute. What has been done is recorded.",
  },
  {
    kind: "not-found",
    when: codes(/NotFound(Exception)?$/),
    sentence: ({ message }) => `AWS does not know what the call names: ${message}`,
    nextStep: () =>
      "Check the id, the Region and the account. Something just created may take a few seconds to be visible.",
  },
  {
    kind: "duplicate",
    when: codes(/\.Duplicate$/),
    sentence: ({ message }) => `It exists already: ${message}`,
    nextStep: () => "Plan again: what exists is taken into account.",
  },
  {
    kind: "busy",
    when: codes(/^(OperationInProgress|IncorrectState|InvalidState)/, /\.InvalidState$/),
    sentence: ({ message }) => `AWS is still at work on it: ${message}`,
    nextStep: () => "Wait until it is available, then try again.",
  },
  {
    kind: "in-use",
    when: codes(/^DependencyViolation$/, /InUse$/),
    sentence: ({ message }) => `It is still in use: ${message}`,
    nextStep: () => "Remove what uses it first. An endpoint's interfaces go away some minutes after the endpoint.",
  },
  {
    kind: "quota",
    when: codes(/LimitExceeded(Exception)?$/, /^MaxEntriesLimit/),
    sentence: ({ message }) => `A quota of the account is used up: ${message}`,
    nextStep: () => "Remove what is no longer needed, or ask for more under Service Quotas.",
  },
  {
    kind: "refused",
    when: codes(/^DryRunOperation$/),
    sentence: ({ operation }) => `The dry run of ${operation} was allowed; nothing has been changed.`,
    nextStep: () => "Nothing is to be done.",
  },
  {
    kind: "refused",
    when: codes(
      /^(Invalid|Missing|Unknown|Unsupported|Malformed|Validation|Idempotent|Conflict|Insufficient)/,
      /^(DuplicateSubnets|RouteAlreadyExists|NotSupported|OperationNotPermitted|ParameterNotFound|Gateway)/,
      /Malformed$/,
    ),
    sentence: ({ operation, message }) => `AWS refused ${operation}: ${message}`,
    nextStep: () => "Change what the message names and plan again.",
  },
];

const UNKNOWN: Case = {
  kind: "unknown",
  when: () => true,
  sentence: ({ operation, message }) => `${operation} failed: ${message}`,
  nextStep: ({ code, service }) => `Look up the code ${code} in the ${service} API reference, or try again.`,
};

/** Maps whatever a call threw; an `AwsError` comes back as it is. Nothing secret gets into the result. */
export function toAwsError(
  error: unknown,
  operation: string,
  target: Target,
  called: Exclude<CalledService, "STS"> = "EC2",
): AwsError {
  if (isAwsError(error)) return error;
  const code = redacted(codeOf(error).slice(0, 100));
  const message = withoutSecrets(messageOf(error), code);
  const service = ["GetCallerIdentity", "AssumeRole"].includes(operation) ? "STS" : called;
  const facts: Facts = { code, message, operation, service, endpoint: endpointOf(error, service, target), target };
  const found = CASES.find(({ when }) => when(code, message, operation)) ?? UNKNOWN;
  return new AwsError(
    found.kind,
    code,
    message,
    found.sentence(facts),
    found.nextStep(facts),
    operation,
    requestIdOf(error),
  );
}

/** The statements that are missing, as narrow as those that `postern iam` prints; AWS's message names the account. */
function missingStatements(facts: Facts): string {
  const { target, message } = facts;
  const accountId = /arn:[a-z-]+:[a-z0-9-]+:[a-z0-9-]*:(\d{12}):/.exec(message)?.[1] ?? null;
  const scope = { ...anywhere, region: target.region, accountId };
  const statements = statementsFor(deniedAction(facts), target.access ?? null, scope);
  const [only, ...more] = statements;
  if (more.length === 0) return `Add this statement to their policy: ${json(only)}`;
  return `Add these statements to their policy: ${json(statements)}`;
}

const json = (statements: Statement | Statement[] | undefined) => JSON.stringify(statements);

/** Both sides have to agree: the role's trust policy, and the policy of the caller that assumes it. */
function assumeRoleStep({ message, target }: Facts): string {
  const caller = /User: (\S+) is not authorized/.exec(message)?.[1];
  const statement = {
    Effect: "Allow",
    Principal: { AWS: caller ? principalArn(caller) : "the ARN of the caller that assumes it" },
    Action: ["sts:AssumeRole", "sts:SetSourceIdentity"],
    ...(process.env.POSTERN_EXTERNAL_ID
      ? { Condition: { StringEquals: { "sts:ExternalId": "the value of POSTERN_EXTERNAL_ID" } } }
      : {}),
  };
  return `Allow sts:AssumeRole and sts:SetSourceIdentity on ${target.role?.arn} to Postern's own credentials${forProfile(target)}, and add this statement to the role's trust policy: ${JSON.stringify(statement)}`;
}

/** Trust policies name the role behind a session (IAM user guide, "AWS JSON policy elements: Principal"). */
function principalArn(caller: string): string {
  const session = /^arn:([a-z-]+):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(caller);
  return session ? `arn:${session[1]}:iam::${session[2]}:role/${session[3]}` : caller;
}

function roleName({ role }: Target): string {
  return role?.arn.split("/").at(-1) ?? "";
}

function owner(target: Target): string {
  if (target.role) return `The role ${roleName(target)} lacks`;
  return target.profile ? `The credentials of profile ${target.profile} lack` : "These credentials lack";
}

function isDenied(code: string): boolean {
  return /^(UnauthorizedOperation|AccessDenied|UnauthorizedAccess|Client\.UnauthorizedOperation)/.test(code);
}

/** AWS often names the action itself, which may be another than the call: a create with tags needs ec2:CreateTags. */
function deniedAction({ message, operation, service }: Facts): string {
  const named = /(?:perform:? |allows the )([a-z0-9-]+:[A-Za-z]+)/.exec(message)?.[1];
  return named ?? `${service.toLowerCase()}:${operation}`;
}

function forProfile(target: Target): string {
  return target.profile ? ` of profile ${target.profile}` : "";
}

/** A name that does not resolve may be another than the service's: that of single sign-on, for instance. */
function endpointOf(error: unknown, service: string, { endpointUrl, region }: Target): string {
  const unresolved = field(error, "hostname");
  if (typeof unresolved === "string") return unresolved;
  if (endpointUrl === null) return `${service.toLowerCase()}.${region}.${dnsSuffix(region)}`;
  return /^https?:/.test(endpointUrl) && URL.canParse(endpointUrl)
    ? new URL(endpointUrl).origin
    : "the endpoint that is set";
}

function field(error: unknown, name: string): unknown {
  return typeof error === "object" && error !== null ? (error as Record<string, unknown>)[name] : undefined;
}

/** EC2's code, or Node's code of a network error (in an AggregateError, its first error's). */
function codeOf(error: unknown): string {
  const inner = field(error, "errors");
  const candidates = [field(error, "Code"), field(error, "code"), Array.isArray(inner) && field(inner[0], "code")];
  const code = candidates.find((candidate) => typeof candidate === "string" && candidate !== "");
  if (typeof code === "string") return code;
  // The SDK found no code in the response, so it is not EC2's.
  const status = field(field(error, "$metadata"), "httpStatusCode");
  if (field(error, "message") === "Unknown") return Number(status) >= 500 ? "ServiceUnavailable" : NOT_AWS;
  const name = field(error, "name");
  return typeof name === "string" && name !== "Error" ? name : "Unknown";
}

function messageOf(error: unknown): string {
  const message = field(error, "message");
  return typeof message === "string" && message !== "" ? message : codeOf(error);
}

/** Signature errors quote the request's headers, a failed credential_process its output, a denial an encoded message. */
function withoutSecrets(message: string, code: string): string {
  if (/Signature/.test(code)) return "The request signature does not match.";
  if (/^Command failed/.test(message)) return "The profile's credential_process failed.";
  return redacted(message.slice(0, 2000).replace(/\s*Encoded authorization failure message:.*$/s, "")).slice(0, 1000);
}

function requestIdOf(error: unknown): string | null {
  const id = field(error, "RequestId") ?? field(field(error, "$metadata"), "requestId");
  return typeof id === "string" ? redacted(id.slice(0, 100)) : null;
}
