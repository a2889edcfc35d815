import Link from "next/link";
import type { ReactNode } from "react";
import { Logo } from "#components/ui/logo";
import { ThemeSwitch } from "#components/ui/theme-switch";
import { PersonMenu } from "./person";
import { WorkerNotice } from "./worker-notice";

/** The bar on top of every page. `account` is an `AccountLine`, or nothing without a session. */
export function Header({ account }: { account: ReactNode }) {
  return (
    <header className="sticky top-0 z-30 border-b bg-surface">
      <div className="flex h-12 items-center gap-5 px-4">
        <Link href="/" className="flex items-center gap-2 rounded text-base font-semibold">
          <Logo size={20} className="text-accent" />
          Postern
        </Link>
        <nav aria-label="Main" className="flex items-center gap-1 text-base text-muted">
          <Link href="/" className="rounded-md px-2 py-1 hover:bg-sunken hover:text-foreground">
            Home
          </Link>
          <Link href="/runs" className="rounded-md px-2 py-1 hover:bg-sunken hover:text-foreground">
            Runs
          </Link>
        </nav>
        <div className="ml-auto hidden min-w-0 md:block">{account}</div>
        <div className="flex items-center max-md:ml-auto">
          <ThemeSwitch />
          <PersonMenu />
        </div>
      </div>
      {account ? <div className="border-t bg-sunken px-4 py-1.5 md:hidden">{account}</div> : null}
      {account ? <WorkerNotice /> : null}
    </header>
  );
}
