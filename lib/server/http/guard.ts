/** The request guard: every page, server action and route handler is wrapped by one of these four; `npm run check:guard` enforces it. */
import { headers } from "next/headers";
import { forbidden } from "next/navigation";
import type { NextRequest } from "next/server";
import type { ReactNode } from "react";
import type { z } from "zod";
import { Problem, problem, type Result } from "#lib/core/format/failure";
import { escapedJson } from "#lib/core/text/untrusted";
import { perProcess } from "#lib/process/per-process";
import { ownOrigin } from "#lib/server/auth/address";
import { type Session, sessionOf } from "#lib/server/auth/session";
import { log } from "#lib/server/log";
import { settings } from "#lib/server/settings";
import type { Permission } from "#lib/server/sign-in-rules";
import { concurrencyLimit } from "./concurrency-limit";
import { failureOf } from "./failure";
import { type Asked, refusalOf } from "./request";
import { signedOut } from "./session-routes";
import { statusOf } from "./status";

// Its own, so that what it throws is known here; the counts are shared.
const reads = concurrencyLimit(perProcess("reads of sessions", () => new Map<string, number>()));

function refuseCrossOrigin(asked: Asked): void {
  const refusal = refusalOf(asked, ownOrigin(settings()));
  if (refusal === null) return;
  log.warn({ refusal, host: asked.headers.get("host"), origin: asked.headers.get("origin") }, "request refused");
  throw problem(
    "refused-request",
    "This request did not come from Postern's own pages.",
    "Open Postern by the address that npm start printed.",
  );
}

/** The session of a request, if it has the permission. */
async function sessionFor(asked: Asked, permission: Permission): Promise<Session> {
  refuseCrossOrigin(asked);
  const signedIn = await sessionOf(asked.headers);
  if (!signedIn.ok) throw new Problem(signedIn.error);
  const session = signedIn.value;
  if (session.permissions.includes(permission)) return session;
  log.warn({ actor: session.actor, permission }, "permission refused");
  throw problem(
    "not-permitted",
    `You are signed in as ${session.actor}, who may not ${DOES[permission]}.`,
    "Ask the administrator of this Postern for it: POSTERN_OIDC_READ, POSTERN_OIDC_PLAN and POSTERN_OIDC_APPLY name who may do what.",
  );
}

const DOES: Readonly<Record<Permission, string>> = {
  read: "read the account",
  plan: "work on drafts",
  apply: "change the account",
};

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = issue?.path.join(".") || "the input";
  throw problem("invalid", `${field}: ${issue?.message ?? "is not valid"}`, "Correct it and try again.");
}

/** Next's own signals (redirect, not found) pass through; everything else becomes a failure. */
function isSignal(error: unknown): boolean {
  return typeof error === "object" && error !== null && "digest" in error && String(error.digest).startsWith("NEXT_");
}

/** Does the work; what it throws becomes a failure. For a page's reads, whose failures are shown in the page. */
export async function resultOf<T>(work: () => Promise<T>): Promise<Result<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    if (isSignal(error)) throw error;
    return { ok: false, error: failureOf(error) };
  }
}

/** What a handler gets besides its input. */
export type Granted = { session: Session };

/** A server action: checks where the call comes from and who makes it, parses its input, and returns a value or a failure. */
export function action<Schema extends z.ZodType, T>(
  { permission, input }: { permission: Permission; input: Schema },
  handle: (input: z.output<Schema>, granted: Granted) => Promise<T>,
): (input: z.input<Schema>) => Promise<Result<T>> {
  return async (raw) =>
    resultOf(async () => {
      const session = await sessionFor({ method: "POST", headers: await headers(), page: false }, permission);
      return handle(parse(input, raw), { session });
    });
}

/**
 * A route handler that reads: returns JSON, a `Result`. Path parameters and the query string are parsed as one object. `file`: what
 * was read is returned alone, as a download of that name.
 */
export function handler<Schema extends z.ZodType, T>(
  { permission, input, file }: { permission: Permission; input: Schema; file?: (input: z.output<Schema>) => string },
  handle: (input: z.output<Schema>, granted: Granted) => Promise<T>,
): (request: NextRequest, context: { params: Promise<Record<string, string>> }) => Promise<Response> {
  return async ({ method, headers, nextUrl }, { params }) => {
    const read = await resultOf(async () => {
      const session = await sessionFor({ method, headers, page: false }, permission);
      const given = parse(input, { ...Object.fromEntries(nextUrl.searchParams), ...(await params) });
      return { given, value: await reads(session.id, () => handle(given, { session })) };
    });
    if (!read.ok) return respond(read, statusOf(read.error));
    const { given, value } = read.value;
    return file ? fileOf(file(given), value) : respond({ ok: true, value }, 200);
  };
}

const respond = (result: Result<unknown>, status: number) =>
  Response.json(result, { status, headers: { "Cache-Control": "no-store" } });

/** A name that says nothing to a header or a folder but itself. */
const FILE_NAME = /^[a-z0-9][a-z0-9-]{0,80}\.json$/;

function fileOf(name: string, value: unknown): Response {
  if (!FILE_NAME.test(name)) throw new Error(`${name} is no name for a file.`);
  return new Response(`${escapedJson(value, 2)}\n`, {
    headers: {
      "Cache-Control": "no-store",
      "Content-Disposition": `attachment; filename="${name}"`,
      "Content-Type": "application/json; charset=utf-8",
    },
  });
}

/** A route that needs no session and starts one. Failures are shown on the signed-out page. */
export function opening(
  handle: (request: NextRequest) => Promise<Response>,
): (request: NextRequest) => Promise<Response> {
  return async (request) => {
    const result = await resultOf(async () => {
      refuseCrossOrigin({ method: request.method, headers: request.headers, page: true });
      return handle(request);
    });
    if (result.ok) return result.value;
    const { code, sentence } = result.error;
    if (code === "refused-request") return new Response(`${sentence}\n`, { status: 403 });
    return signedOut(code === "database" ? "database" : "failed");
  };
}

type PageProps = {
  params: Promise<Record<string, string>>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
  children: ReactNode;
};

/**
 * A page or layout: refuses what the proxy would have refused, should it ever be passed by. A page is rendered without its
 * layouts at times, so each guards itself. `none`: needs no session, and shows nothing of the account.
 */
export function page<Props extends Partial<PageProps>>(
  { permission }: { permission: Permission | "none" },
  render: (props: Props) => Promise<ReactNode>,
): (props: Props) => Promise<ReactNode> {
  return async (props) => {
    try {
      const asked = { method: "GET", headers: await headers(), page: true };
      if (permission === "none") {
        refuseCrossOrigin(asked);
        return await render(props);
      }
      const { id } = await sessionFor(asked, permission);
      return await reads(id, () => render(props));
    } catch (error) {
      // The page for this, with its status: app/forbidden.tsx.
      if (error instanceof Problem && error.failure.code === "not-permitted") forbidden();
      // The browser gets only the digest of an error: it names known failures.
      throw error instanceof Problem ? Object.assign(error, { digest: `postern/${error.failure.code}` }) : error;
    }
  };
}
