"use client";
import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { createContext, lazy, type ReactNode, Suspense, useContext, useEffect, useRef, useState } from "react";
import { Button } from "#components/ui/button";
import { Dialog } from "#components/ui/dialog";
import { Switch } from "#components/ui/switch";
import { isShown } from "../is-shown";
import { isTyping, SHORTCUTS, type Shortcut, shortcutOf } from "./keys";

/** Not a part of the first load; read ahead as soon as a page is at rest, so that it opens at once. */
const load = () => import("./palette").then((module) => ({ default: module.Palette }));
const Palette = lazy(load);
const AT_REST_MS = 1500;

const Context = createContext<() => void>(() => {});

/** The time for the second of two keys. */
const SECOND_KEY_MS = 1500;
const OFF = "postern:single-keys-off";

/** Keys alone can be switched off: speech input and some keyboards press them by chance (WCAG 2.1.4). */
const singleKeys = {
  get on(): boolean {
    try {
      return localStorage.getItem(OFF) === null;
    } catch {
      return true;
    }
  },
  set on(on: boolean) {
    try {
      if (on) localStorage.removeItem(OFF);
      else localStorage.setItem(OFF, "1");
    } catch {
      // Storage may be forbidden: then the choice lasts for no other page.
    }
  },
};

const firstShown = (selector: string) => [...document.querySelectorAll<HTMLElement>(selector)].find(isShown);

/** The keyboard's shortcuts on every page, the palette and the list of shortcuts. */
export function Shortcuts({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState<"palette" | "help" | null>(null);
  const router = useRouter();
  const began = useRef(0);
  // What is typed while the palette opens is meant for it.
  const busy = useRef(false);
  useEffect(() => {
    busy.current = open !== null;
  }, [open]);

  useEffect(() => {
    const timer = setTimeout(() => void load().catch(() => {}), AT_REST_MS);
    return () => clearTimeout(timer);
  }, []);

  useEffect(() => {
    const does: Record<Shortcut, () => void> = {
      palette: () => setOpen((now) => (now === "palette" ? null : "palette")),
      help: () => setOpen("help"),
      filter: () => {
        const field = firstShown('#main input[type="search"]');
        if (field) field.focus();
        else setOpen("palette");
      },
      previous: () => firstShown('[data-shortcut="["]')?.click(),
      next: () => firstShown('[data-shortcut="]"]')?.click(),
      home: () => router.push("/"),
      runs: () => router.push("/runs"),
    };
    function onKeyDown(event: KeyboardEvent) {
      if (event.defaultPrevented || event.isComposing) return;
      const typing = busy.current || isTyping(event.target) || !singleKeys.on;
      const afterG = event.timeStamp - began.current < SECOND_KEY_MS;
      const shortcut = shortcutOf(event, { typing, afterG });
      began.current = shortcut === "g" ? event.timeStamp : 0;
      if (shortcut === null || shortcut === "g") return;
      event.preventDefault();
      does[shortcut]();
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [router]);

  return (
    <Context value={() => setOpen("palette")}>
      {children}
      {open === "palette" ? (
        <Suspense fallback={null}>
          <Palette onClose={() => setOpen(null)} onShortcuts={() => setOpen("help")} />
        </Suspense>
      ) : null}
      <Dialog open={open === "help"} onOpenChange={() => setOpen(null)} title="Keyboard shortcuts">
        <ShortcutList />
      </Dialog>
    </Context>
  );
}

function ShortcutList() {
  const [on, setOn] = useState(singleKeys.on);
  return (
    <>
      <dl className="grid grid-cols-[auto_1fr] items-baseline gap-x-4 gap-y-2 text-base">
        {SHORTCUTS.map(({ shortcut, keys, words }) => (
          <div key={shortcut} className="contents">
            <dt className="flex flex-wrap gap-1">
              {keys.map((key) => (
                <Key key={key}>{key}</Key>
              ))}
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the control is Base UI's switch */}
      <label className="mt-4 flex items-center gap-2.5 border-t pt-4 text-sm">
        <Switch
          checked={on}
          onCheckedChange={(next) => {
            singleKeys.on = next;
            setOn(next);
          }}
        />
        Shortcuts of keys without ⌘ or Ctrl
      </label>
    </>
  );
}

const Key = ({ children }: { children: string }) => (
  <kbd className="rounded border bg-sunken px-1.5 py-0.5 font-mono text-xs whitespace-nowrap">{children}</kbd>
);

/** Opens the palette, and shows its keys. */
export function PaletteButton() {
  const open = useContext(Context);
  return (
    <Button
      variant="ghost"
      size="sm"
      className="max-sm:w-8 max-sm:px-0"
      onClick={open}
      aria-keyshortcuts="Control+K Meta+K"
      title="Search and commands (⌘ K, Ctrl K)"
    >
      <Search size={15} aria-hidden />
      <span className="max-sm:sr-only">Search</span>
      <span aria-hidden className="max-md:hidden">
        <Key>⌘ K</Key>
      </span>
    </Button>
  );
}
