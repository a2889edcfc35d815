"use client";
import { Lock } from "lucide-react";
import { ButtonLink } from "#components/ui/button";
import { EmptyState } from "#components/ui/empty-state";
import { Foreign } from "#components/ui/foreign";
import { usePerson } from "./person";

/** Who is signed in, and who can let them do more. */
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
            You are signed in as <Foreign className="font-medium">{person.actor}</Foreign>, who may look at the account.
            Setups are for those who may plan.
          </p>
        ) : null}
        <p className="mt-2">
          Ask whoever runs this Postern to add you, or a group that you are in, to{" "}
          <code className="font-mono text-xs">POSTERN_OIDC_PLAN</code>. Then sign out and in again.
        </p>
      </EmptyState>
    </>
  );
}
