"use client";
import { CircleUser, LogOut, MonitorX } from "lucide-react";
import { createContext, type ReactNode, useContext } from "react";
import { Button } from "#components/ui/button";
import { Menu, MenuItem } from "#components/ui/menu";
import { toast } from "#components/ui/toast";
import { UntrustedText } from "#components/ui/untrusted";
import { NOT_SIGNED_IN, type Result } from "#lib/core/format/failure";
import type { DraftPatch } from "#lib/core/intent/draft";
import { visible } from "#lib/core/text/untrusted";
import { orFailure } from "./failure-view";

/** Who uses this browser, and what they may do here. */
export type Person = { actor: string; permissions: readonly ("read" | "plan" | "apply")[] };

/** Another Region, or another profile of the AWS config files; null: that of the settings. */
export type Place = { region: string } | { profile: string | null };

type FrameActions = {
  signOut: (input: { everywhere: boolean }) => Promise<Result<void>>;
  choosePlace: (place: Place) => Promise<Result<void>>;
  createDraft: CreateAction;
};

/** Starts a draft in a Region, with values that are known already. */
export type CreateAction = (input: { region: string; filled?: DraftPatch }) => Promise<Result<{ id: string }>>;

type Signed = {
  person: Person;
  /** The Region of pages that name none. */
  region: string;
} & FrameActions;

const Context = createContext<Signed | null>(null);

export function PersonProvider({
  signedIn,
  actions,
  children,
}: {
  signedIn: Pick<Signed, "person" | "region"> | null;
  actions: FrameActions;
  children: ReactNode;
}) {
  return <Context value={signedIn && { ...signedIn, ...actions }}>{children}</Context>;
}

/** What a person can do on every page, and in which Region; null: not signed in. */
export const useFrame = (): Signed | null => useContext(Context);

/** Who uses this browser; null: not signed in. */
export const usePerson = (): Person | null => useContext(Context)?.person ?? null;

function rights(permissions: Person["permissions"]): string {
  if (permissions.includes("apply")) return "May look, plan and apply";
  return permissions.includes("plan") ? "May look and plan, but not apply" : "May look, but not plan or apply";
}

/** The person's menu in the header; nothing without a session. */
export function PersonMenu() {
  const signedIn = useContext(Context);
  if (!signedIn) return null;
  const { person, signOut } = signedIn;

  async function leave(everywhere: boolean) {
    const result = await orFailure(signOut({ everywhere }));
    // In the end a new document: nothing that was read stays in this one's memory.
    if (result.ok) window.location.assign(`/signed-out?why=signed-out${everywhere ? "-everywhere" : ""}`);
    else if (result.error.code === NOT_SIGNED_IN.code) window.location.assign("/signed-out");
    else toast("Signing out did not work", { description: `${result.error.sentence} ${result.error.nextStep}` });
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
          <UntrustedText className="block text-base font-medium break-words">{person.actor}</UntrustedText>
          <p className="mt-0.5 text-xs text-muted">{rights(person.permissions)}</p>
        </>
      }
    >
      <MenuItem icon={<LogOut size={14} aria-hidden />} onClick={() => void leave(false)}>
        Sign out
      </MenuItem>
      <MenuItem icon={<MonitorX size={14} aria-hidden />} onClick={() => void leave(true)}>
        Sign out everywhere
      </MenuItem>
    </Menu>
  );
}
