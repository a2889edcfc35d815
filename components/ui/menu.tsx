"use client";
import { Menu as BaseMenu } from "@base-ui/react/menu";
import type { ReactElement, ReactNode } from "react";

/** Actions that open under a button, below `heading`. */
export function Menu({
  trigger,
  heading,
  onOpenChange,
  children,
}: {
  trigger: ReactElement;
  heading?: ReactNode;
  onOpenChange?: (open: boolean) => void;
  children: ReactNode;
}) {
  return (
    <BaseMenu.Root {...(onOpenChange ? { onOpenChange: (open) => onOpenChange(open) } : {})}>
      <BaseMenu.Trigger render={trigger} />
      <BaseMenu.Portal>
        <BaseMenu.Positioner className="z-50 outline-none" sideOffset={6} align="end">
          <BaseMenu.Popup className="max-h-(--available-height) max-w-80 min-w-56 overflow-y-auto rounded-lg border bg-raised p-1 shadow-popup outline-none">
            {heading ? <div className="border-b px-2 pt-1.5 pb-2.5 -mx-1 mb-1">{heading}</div> : null}
            {children}
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  );
}

export function MenuItem({ icon, onClick, children }: { icon?: ReactNode; onClick: () => void; children: ReactNode }) {
  return (
    <BaseMenu.Item
      onClick={onClick}
      className="flex cursor-default items-center gap-2 rounded-md px-2 py-1.5 text-base outline-none select-none data-highlighted:bg-accent-soft [&_svg]:text-muted"
    >
      {icon}
      {children}
    </BaseMenu.Item>
  );
}
