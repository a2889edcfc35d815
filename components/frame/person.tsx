"use client";
import { CircleUser, LogOut } from "lucide-react";
import { createContext, type ReactNode, useContext } from "react";
import { Button } from "#components/ui/button";
import { Menu, MenuItem } from "#components/ui/menu";
import { toast } from "#components/ui/toast";
import { Foreign } from "#components/ui/untrusted";
import type { Result } from "#lib/core/format/failure";
import { visible } from "#lib/core/text/untrusted";

/** Who uses this browser, and what they may do here. */
export type Person = { actor: string; permissions: readonly ("read" | "plan" | "apply")[] };

type SignOut = (input: Record<string, never>) => Promise<Result<void>>;

const Context = createContext<{ person: Person; signOut: SignOut } | null>(null);

export function PersonProvider({
  person,
  signOut,
  children,
}: {
  person: Person | null;
  signOut: SignOut;
  children: ReactNode;
}) {
  return <Context value={person && { person, signOut }}>{children}</Context>;
}

/** Who uses this browser; null: nobody who is signed in. */
export const usePerson = (): Person | null => useContext(Context)?.person ?? null;

function rights(permissions: Person["permissions"]): string {
  if (permissions.includes("apply")) return "May look, plan and apply";
  return permissions.includes("plan") ? "May look and plan, but not apply" : "May look, but not plan or apply";
}

/** The person's menu in the header; nothing when nobody is signed in. */
export function PersonMenu() {
  const signedIn = useContext(Context);
  if (!signedIn) return null;
  const { person, signOut } = signedIn;

  async function leave() {
    const result = await signOut({}).catch(() => null);
    if (result && !result.ok) {
      toast(result.error.sentence, { description: result.error.nextStep });
      return;
    }
    // A new document: nothing that was read stays in this one's memory.
    window.location.assign("/signed-out?why=signed-out");
  }

  return (
    <Menu
      trigger={
        <Button
          variant="ghost"
          size="icon"
          aria-label={`Signed in as ${visible(person.actor)}`}
          title={`Signed in as ${visible(person.actor)}`}
        >
          <CircleUser size={16} aria-hidden />
        </Button>
      }
      heading={
        <>
          <p className="text-xs text-muted">Signed in as</p>
          <Foreign className="block text-base font-medium break-words">{person.actor}</Foreign>
          <p className="mt-0.5 text-xs text-muted">{rights(person.permissions)}</p>
        </>
      }
    >
      <MenuItem icon={<LogOut size={14} aria-hidden />} onClick={() => void leave()}>
        Sign out
      </MenuItem>
    </Menu>
  );
}
