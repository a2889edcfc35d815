"use client";
import { Tabs as BaseTabs } from "@base-ui/react/tabs";
import type { ReactNode } from "react";
import { cn } from "./cn";

export type TabItem = { value: string; label: ReactNode; content: ReactNode };

/** Tabs with their panels. Only the open panel is in the page unless `keepMounted`. */
export function Tabs({
  items,
  value,
  defaultValue,
  onValueChange,
  keepMounted = false,
  label,
  className,
}: {
  items: readonly TabItem[];
  value?: string;
  defaultValue?: string;
  onValueChange?: (value: string) => void;
  keepMounted?: boolean;
  label: string;
  className?: string;
}) {
  return (
    <BaseTabs.Root
      {...(value === undefined ? { defaultValue: defaultValue ?? items[0]?.value } : { value })}
      {...(onValueChange ? { onValueChange: (next) => onValueChange(String(next)) } : {})}
      {...(className ? { className } : {})}
    >
      <BaseTabs.List aria-label={label} className="relative flex flex-wrap gap-x-1 border-b">
        {items.map((item) => (
          <BaseTabs.Tab
            key={item.value}
            value={item.value}
            className={cn(
              "inline-flex h-9 shrink-0 items-center gap-1.5 border-b-2 border-transparent px-2.5 text-base whitespace-nowrap text-muted",
              "-outline-offset-2 hover:text-foreground data-active:border-accent data-active:font-medium data-active:text-foreground",
            )}
          >
            {item.label}
          </BaseTabs.Tab>
        ))}
      </BaseTabs.List>
      {items.map((item) => (
        <BaseTabs.Panel
          key={item.value}
          value={item.value}
          keepMounted={keepMounted}
          // What can be used or scrolled in a panel takes the focus itself.
          tabIndex={-1}
          className="pt-4 -outline-offset-1"
        >
          {item.content}
        </BaseTabs.Panel>
      ))}
    </BaseTabs.Root>
  );
}
