import { type ReactNode, Suspense } from "react";
import { AccountLine, type AccountState } from "#components/frame/account";
import { Header } from "#components/frame/header";
import { Skeleton } from "#components/ui/skeleton";
import { principalOf } from "#lib/core/iam/principal";
import { resultOf } from "#lib/server/http/guard";
import { identity, target } from "#lib/server/services/reads";

/** Who and where, for the header; a failure is shown in its place. */
export async function accountState(region?: string): Promise<AccountState> {
  const result = await resultOf(() => identity(region));
  if (!result.ok) {
    const to = await resultOf(() => target(region));
    return { ok: false, failure: result.error, profile: to.ok ? to.value.profile : null };
  }
  const { accountId, alias, arn, target: to, readsAs, appliesAs } = result.value;
  const { role, sandbox, endpointUrl } = to;
  const profile = role ? null : to.profile;
  const other = appliesAs === readsAs ? null : appliesAs;
  const account = { accountId, alias, principal: principalOf(arn), profile, appliesAs: other, sandbox, endpointUrl };
  return { ok: true, account };
}

async function AccountOf({ region }: { region: string | undefined }) {
  const [state, { region: own }] = await Promise.all([accountState(region), target(region)]);
  return <AccountLine state={state} region={own} />;
}

/** Header and main part of a page. Without `region` the header shows the Region of the settings. */
export function Frame({ region, children }: { region?: string; children: ReactNode }) {
  return (
    <>
      <Header
        account={
          <Suspense fallback={<Skeleton className="h-5 w-72" />}>
            <AccountOf region={region} />
          </Suspense>
        }
      />
      <main id="main" className="page-width py-6">
        {children}
      </main>
    </>
  );
}
