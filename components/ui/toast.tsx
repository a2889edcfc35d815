"use client";
import { Toast } from "@base-ui/react/toast";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { visible } from "#lib/core/text/untrusted";
import { Button } from "./button";

const manager = Toast.createToastManager();

/** A transient message, with at most one action: for copying and undoing only. */
export function toast(title: string, more: { description?: string; action?: { label: string; run: () => void } } = {}) {
  const id = manager.add({
    title: visible(title),
    ...(more.description ? { description: visible(more.description) } : {}),
    ...(more.action
      ? {
          timeout: 10_000,
          actionProps: {
            children: more.action.label,
            onClick: () => {
              more.action?.run();
              manager.close(id);
            },
          },
        }
      : {}),
  });
}

/** Where toasts appear. Once, around the app. */
export function ToastProvider({ children }: { children: ReactNode }) {
  return (
    <Toast.Provider toastManager={manager} limit={3}>
      {children}
      <Toast.Portal>
        <Toast.Viewport className="fixed right-4 bottom-4 z-50 flex w-[min(22rem,calc(100vw-2rem))] flex-col gap-2">
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function ToastList() {
  const { toasts } = Toast.useToastManager();
  return toasts.map((item) => (
    <Toast.Root
      key={item.id}
      toast={item}
      className="rounded-lg border bg-raised shadow-popup transition-[opacity,translate] duration-150 data-starting-style:translate-y-2 data-starting-style:opacity-0 data-ending-style:opacity-0 data-limited:hidden"
    >
      <Toast.Content className="flex items-center gap-3 py-2 pr-2 pl-3">
        <div className="min-w-0 flex-1">
          <Toast.Title className="text-base font-medium" render={<p />} />
          <Toast.Description className="text-sm text-muted" />
        </div>
        <Toast.Action render={<Button size="sm" />} />
        <Toast.Close render={<Button variant="ghost" size="icon-sm" aria-label="Dismiss" />}>
          <X size={14} aria-hidden />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}
