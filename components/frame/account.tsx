import type { ReactNode } from "react";
import { Badge } from "#components/ui/badge";
import { CopyButton } from "#components/ui/copy-button";
import { NextStep } from "#components/ui/next-step";
import { Sentence, UntrustedText } from "#components/ui/untrusted";
import type { Failure } from "#lib/core/format/failure";
import { isAwsEndpoint } from "#lib/core/network/services/partition";
import type { Account } from "#lib/core/run/account";
import { ProfileMenu, RegionMenu } from "./place-menu";

export type AccountState =
  | { ok: true; account: Account }
  /** `profile`: whose credentials did not do; null: those of the settings. */
  | { ok: false; failure: Failure; profile: string | null };

/**
 * Whose network the page is about: what answers, account, Region and identity. `fixed`: the page is about one Region, which is
 * changed on it.
 */
export function AccountLine({
  state,
  region,
  fixed = false,
}: {
  state: AccountState;
  region: string;
  fixed?: boolean;
}) {
  const regionFact = (
    <Fact name="Region">
      {fixed ? <span className="font-mono text-xs whitespace-nowrap">{region}</span> : <RegionMenu region={region} />}
    </Fact>
  );
  if (!state.ok) {
    const { failure, profile } = state;
    return (
      <dl className={LINE}>
        <Target>
          <Badge tone="danger">Not connected</Badge>
        </Target>
        {regionFact}
        <Fact name="Profile">
          <ProfileMenu profile={profile} shown={profile ?? "default"} />
        </Fact>
        <Fact name="Why">
          <div className="min-w-0 text-sm">
            <Sentence>{failure.sentence}</Sentence>
            <NextStep text={failure.nextStep} className="text-muted" />
          </div>
        </Fact>
      </dl>
    );
  }
  const { account } = state;
  return (
    <dl className={LINE}>
      <Target>
        <TargetBadge {...account} />
      </Target>
      <Fact name="Account">
        {account.alias ? <UntrustedText className="font-medium">{account.alias}</UntrustedText> : null}
        <span className="font-mono text-xs">{account.accountId}</span>
        <CopyButton text={account.accountId} label={`Copy account id ${account.accountId}`} />
      </Fact>
      {regionFact}
      <Fact name={account.appliesAs ? "Reads as" : account.profile ? "Profile" : "As"}>
        {account.sandbox ? (
          <UntrustedText className="wrap-anywhere">{account.principal}</UntrustedText>
        ) : (
          <>
            <ProfileMenu profile={account.profile} shown={account.profile ?? account.principal} />
            {account.profile ? (
              <UntrustedText className="text-xs wrap-anywhere text-muted">{account.principal}</UntrustedText>
            ) : null}
          </>
        )}
      </Fact>
      {account.appliesAs ? (
        <Fact name="Applies as">
          <UntrustedText className="wrap-anywhere">{account.appliesAs}</UntrustedText>
        </Fact>
      ) : null}
      {account.endpointUrl && !account.sandbox ? (
        <Fact name="Endpoint">
          <UntrustedText className="font-mono text-xs wrap-anywhere">{account.endpointUrl}</UntrustedText>
        </Fact>
      ) : null}
    </dl>
  );
}

const LINE = "flex min-w-0 flex-wrap items-center gap-x-4 gap-y-0.5 text-sm lg:justify-end";

function Target({ children }: { children: ReactNode }) {
  return (
    <div>
      <dt className="sr-only">Target</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** What answers: the sandbox, AWS, or the host of another endpoint. */
function TargetBadge({ sandbox, endpointUrl }: Pick<Account, "sandbox" | "endpointUrl">) {
  if (sandbox) return <Badge>Sandbox</Badge>;
  if (endpointUrl === null || isAwsEndpoint(endpointUrl)) return <Badge tone="warning">AWS</Badge>;
  const host = URL.canParse(endpointUrl) ? new URL(endpointUrl).host : endpointUrl;
  return (
    <Badge tone="accent" className="h-auto min-h-5 max-w-full shrink whitespace-normal wrap-anywhere">
      <UntrustedText>{host}</UntrustedText>
    </Badge>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex min-w-0 items-center gap-1.5">
      <dt className="text-xs whitespace-nowrap text-muted">{name}</dt>
      <dd className="flex min-w-0 items-center gap-1">{children}</dd>
    </div>
  );
}
