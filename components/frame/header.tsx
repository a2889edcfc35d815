import Link from "next/link";
import type { ReactNode } from "react";
import { Logo } from "#components/ui/logo";
import { ThemeSwitch } from "#components/ui/theme-switch";
import { PaletteButton } from "./palette/shortcuts";
import { PersonMenu } from "./person";
import { WorkerNotice } from "./worker-notice";

/** The bar on top of every page. `account` is an `AccountLine`, or nothing without a session. */
export function Header({ account }: { account: ReactNode }) {
  return (
    <header data-bar className="sticky top-0 z-30 border-b bg-surface">
      <div className="page-width flex min-h-12 flex-wrap items-center gap-x-3 sm:gap-x-5">
        <Link href="/" className="flex h-12 items-center gap-2 rounded text-base font-semibold">
          <Logo size={20} className="text-accent" />
          <span className="max-[23rem]:sr-only">Postern</span>
        </Link>
        <nav aria-label="Main" className="flex items-center text-base text-muted sm:gap-1">
          <Link href="/" className="rounded-md px-2 py-1 hover:bg-sunken hover:text-foreground">
            Home
          </Link>
          <Link href="/runs" className="rounded-md px-2 py-1 hover:bg-sunken hover:text-foreground">
            Runs
          </Link>
        </nav>
        <div className="ml-auto flex items-center lg:order-last lg:ml-0">
          {account ? <PaletteButton /> : null}
          <ThemeSwitch />
          <PersonMenu />
        </div>
        {account ? (
          <div className="-mx-4 w-[calc(100%+2rem)] border-t bg-sunken px-4 py-1 sm:-mx-6 sm:w-[calc(100%+3rem)] sm:px-6 lg:mx-0 lg:ml-auto lg:w-auto lg:border-0 lg:bg-transparent lg:px-0">
            {account}
          </div>
        ) : null}
      </div>
      {account ? <WorkerNotice /> : null}
    </header>
  );
}
