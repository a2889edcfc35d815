/** The one way in: every page, server action and route handler is made by one of these three. */
import { headers } from "next/headers";
import type { NextRequest } from "next/server";
import type { ReactNode } from "react";
import type { z } from "zod";
import { problem, type Result } from "#lib/core/failure";
import { signedOut } from "./entrance";
import { failureOf } from "./failure";
import { log } from "./log";
import { type Asked, refusalOf } from "./request";
import type { Permission } from "./session";
import { settings } from "./settings";

function admit(asked: Asked, permission: Permission | "none"): void {
  const refusal = refusalOf(asked, settings().publicUrl);
  if (refusal === null) return;
  log.warn(
    { refusal, permission, host: asked.headers.get("host"), origin: asked.headers.get("origin") },
    "request refused",
  );
  throw problem(
    "refused-request",
    "This request did not come from Postern's own pages.",
    "Open Postern by the address that npm start printed.",
  );
}

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

/** A server action: checks where the call comes from, parses its input, and answers with a value or a failure. */
export function action<Schema extends z.ZodType, T>(
  { permission, input }: { permission: Permission; input: Schema },
  handle: (input: z.output<Schema>) => Promise<T>,
): (input: z.input<Schema>) => Promise<Result<T>> {
  return async (raw) =>
    resultOf(async () => {
      admit({ method: "POST", headers: await headers() }, permission);
      return handle(parse(input, raw));
    });
}

const STATUS: Readonly<Record<string, number>> = { "refused-request": 403, invalid: 400, "not-found": 404 };

/** A route handler that reads: answers JSON, a `Result`. Path parameters and the query string are parsed as one object. */
export function handler<Schema extends z.ZodType, T>(
  { permission, input }: { permission: Permission; input: Schema },
  handle: (input: z.output<Schema>) => Promise<T>,
): (request: NextRequest, context: { params: Promise<Record<string, string>> }) => Promise<Response> {
  return async (request, { params }) => {
    const result = await resultOf(async () => {
      admit(request, permission);
      return handle(parse(input, { ...Object.fromEntries(request.nextUrl.searchParams), ...(await params) }));
    });
    const status = result.ok ? 200 : (STATUS[result.error.code] ?? 502);
    return Response.json(result, { status, headers: { "Cache-Control": "no-store" } });
  };
}

type PageProps = {
  params: Promise<Record<string, string>>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** A route that people come to without a session, to get one. What goes wrong is told on the page for those without. */
export function opening(
  handle: (request: NextRequest) => Promise<Response>,
): (request: NextRequest) => Promise<Response> {
  return async (request) => {
    const result = await resultOf(async () => {
      admit(request, "none");
      return handle(request);
    });
    if (result.ok) return result.value;
    const { code, sentence } = result.error;
    if (code === "refused-request") return new Response(`${sentence}\n`, { status: 403 });
    return signedOut(code === "database" ? "database" : "failed");
  };
}

/** A page or layout: refuses what the proxy would have refused, should it ever be passed by. `none`: needs no session. */
export function page<Props extends Partial<PageProps>>(
  { permission }: { permission: Permission | "none" },
  render: (props: Props) => Promise<ReactNode>,
): (props: Props) => Promise<ReactNode> {
  return async (props) => {
    admit({ method: "GET", headers: await headers() }, permission);
    return render(props);
  };
}
