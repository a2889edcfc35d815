"use client";
import Link from "next/link";
import { useEffect, useRef } from "react";
import { Logo } from "#components/ui/logo";
import { FailureView, failureFrom } from "./failure-view";

/** What stands in for a page that could not be shown. */
export function ErrorPage({ error, retry }: { error: unknown; retry: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const digest = typeof error === "object" && error !== null && "digest" in error ? String(error.digest) : null;
  const failure = failureFrom(error);
  return (
    <main id="main" className="mx-auto w-full max-w-2xl px-4 py-16">
      <Logo size={28} className="mb-4 text-accent" />
      <h1 ref={heading} tabIndex={-1} className="mb-4 text-xl font-semibold tracking-tight">
        This page could not be shown
      </h1>
      <FailureView
        failure={digest ? { ...failure, detail: `The log tells more under ${digest}.` } : failure}
        onRetry={retry}
      />
      <p className="mt-4 text-base">
        <Link href="/" className="font-medium text-accent underline underline-offset-2">
          Go to the home page
        </Link>
      </p>
    </main>
  );
}
