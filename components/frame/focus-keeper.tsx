"use client";
import { useEffect } from "react";
import { isShown } from "./is-shown";

const FOCUSABLE =
  'a[href], button:not(:disabled), input:not(:disabled), select, textarea, summary, [tabindex]:not([tabindex="-1"])';

/** Popups give the focus back themselves, a moment after they are gone. */
const A_MOMENT_MS = 120;

/** Where the focus goes when what had it is gone: to the nearest control around it, else to the page's heading. */
function heir(path: readonly Element[]): HTMLElement | null {
  const main = document.getElementById("main");
  const around = path.find((element) => element.isConnected && element !== main && main?.contains(element));
  const control = [...(around?.querySelectorAll<HTMLElement>(FOCUSABLE) ?? [])].find(isShown);
  if (control) return control;
  const heading = main?.querySelector<HTMLElement>("h1") ?? main;
  heading?.setAttribute("tabindex", "-1");
  return heading;
}

/**
 * The keyboard never falls to the body: when an action, or a change of page, takes away what had the focus, the nearest that is left
 * gets it. A click beside every control takes the focus from something that is still there, and is left alone.
 */
export function FocusKeeper() {
  useEffect(() => {
    let path: Element[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const remember = ({ target }: FocusEvent) => {
      path = [];
      for (let at = target instanceof Element ? target : null; at; at = at.parentElement) path.push(at);
    };
    const isLost = () => {
      const { activeElement, body } = document;
      return (
        (activeElement === null || activeElement === body) &&
        path[0] !== undefined &&
        !(path[0].isConnected && isShown(path[0]))
      );
    };
    const observer = new MutationObserver(() => {
      if (!isLost()) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (isLost()) heir(path)?.focus();
      }, A_MOMENT_MS);
    });
    document.addEventListener("focusin", remember);
    observer.observe(document.body, { childList: true, subtree: true });
    return () => {
      clearTimeout(timer);
      document.removeEventListener("focusin", remember);
      observer.disconnect();
    };
  }, []);
  return null;
}
