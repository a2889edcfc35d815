"use client";
import Link from "next/link";
import { useEffect, useRef } from "react";
import { Logo } from "#components/ui/logo";
import { type Failure, NOT_SIGNED_IN, SESSION_UNCHECKED } from "#lib/core/format/failure";
import { FailureView, failureFrom } from "./failure-view";

/** Of an error on the server the browser knows the digest only: the request guard's own name a failure. */
const known: Readonly<Record<string, Failure>> = {
  "postern/not-signed-in": NOT_SIGNED_IN,
  "postern/database": SESSION_UNCHECKED,
  "postern/too-many-reads": {
    code: "too-many-reads",
    sentence: "Postern is already running too many reads of yours.",
    nextStep: "Close tabs that you do not need, and try again in a moment.",
    detail: null,
  },
};

function failureOf(error: unknown, digest: string | null): Failure {
  if (digest === null) return failureFrom(error);
  return known[digest] ?? { ...failureFrom(error), detail: `See the log entry ${digest}.` };
}

/** Replaces a page that could not be shown. */
export function ErrorPage({ error, retry }: { error: unknown; retry: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const digest = typeof error === "object" && error !== null && "digest" in error ? String(error.digest) : null;
  return (
    <main id="main" className="mx-auto w-full max-w-2xl px-4 py-16">
      <Logo size={28} className="mb-4 text-accent" />
      <h1 ref={heading} tabIndex={-1} className="mb-4 text-xl font-semibold tracking-tight">
        This page could not be shown
      </h1>
      <FailureView failure={failureOf(error, digest)} onRetry={retry} />
      <p className="mt-4 text-base">
        <Link href="/" className="font-medium text-accent underline underline-offset-2">
          Go to the home page
        </Link>
      </p>
    </main>
  );
}
