import { Badge } from "#components/ui/badge";
import { CopyButton } from "#components/ui/copy-button";
import { Sentence, UntrustedText } from "#components/ui/untrusted";
import type { Failure } from "#lib/core/format/failure";
import type { Account } from "#lib/core/run/account";

export type AccountState = { ok: true; account: Account } | { ok: false; failure: Failure };

/** Account, Region and identity, and whether this is the sandbox or AWS. */
export function AccountLine({ state, region }: { state: AccountState; region: string }) {
  if (!state.ok) {
    return (
      <p className="flex min-w-0 items-center gap-2 text-sm">
        <Badge tone="danger">Not connected</Badge>
        <span className="truncate text-muted">
          <Sentence>{state.failure.sentence}</Sentence>
        </span>
      </p>
    );
  }
  const { account } = state;
  return (
    <dl className="flex min-w-0 items-center gap-x-4 overflow-x-auto text-sm whitespace-nowrap [scrollbar-width:none]">
      <Fact name="Account">
        {account.alias ? <UntrustedText className="font-medium">{account.alias}</UntrustedText> : null}
        <span className="font-mono text-xs">{account.accountId}</span>
        <CopyButton text={account.accountId} label={`Copy account id ${account.accountId}`} />
      </Fact>
      <Fact name="Region">
        <span className="font-mono text-xs">{region}</span>
      </Fact>
      <Fact name={account.appliesAs ? "Reads as" : account.profile ? "Profile" : "As"}>
        <UntrustedText className="max-w-48 truncate">{account.profile ?? account.principal}</UntrustedText>
      </Fact>
      {account.appliesAs ? (
        <Fact name="Applies as">
          <UntrustedText className="max-w-48 truncate">{account.appliesAs}</UntrustedText>
        </Fact>
      ) : null}
      {account.endpointUrl && !account.sandbox ? (
        <Fact name="Endpoint">
          <UntrustedText className="font-mono text-xs">{account.endpointUrl}</UntrustedText>
        </Fact>
      ) : null}
      <div className="max-md:order-first">
        <dt className="sr-only">Target</dt>
        <dd>{account.sandbox ? <Badge>Sandbox</Badge> : <Badge tone="warning">AWS</Badge>}</dd>
      </div>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="flex items-center gap-1.5">
      <dt className="text-xs text-muted">{name}</dt>
      <dd className="flex items-center gap-1">{children}</dd>
    </div>
  );
}
