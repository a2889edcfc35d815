"use client";
import { Lock } from "lucide-react";
import { ButtonLink } from "#components/ui/button";
import { EmptyState } from "#components/ui/empty-state";
import { UntrustedText } from "#components/ui/untrusted";
import { usePerson } from "./person";

/** Who is signed in, what they may not do, and who can grant it. */
export function Forbidden() {
  const person = usePerson();
  return (
    <>
      <h1 className="sr-only">This page is not open to you</h1>
      <EmptyState
        icon={<Lock aria-hidden />}
        title="This page is not open to you"
        className="py-20"
        actions={
          <>
            <ButtonLink href="/" variant="primary">
              Go to the home page
            </ButtonLink>
            <ButtonLink href="/runs">Look at the runs</ButtonLink>
          </>
        }
      >
        {person ? (
          <p>
            You are signed in as <UntrustedText className="font-medium">{person.actor}</UntrustedText>, who may read the
            account. A setup needs the permission to plan.
          </p>
        ) : null}
        <p className="mt-2">
          Ask the person who operates this Postern to add you, or one of your groups, to{" "}
          <code className="font-mono text-xs">POSTERN_OIDC_PLAN</code>. Then sign out and sign in again.
        </p>
      </EmptyState>
    </>
  );
}
