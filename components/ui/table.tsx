import type { ComponentProps } from "react";
import { cn } from "./cn";

/** A dense table that scrolls sideways by itself on a narrow screen; a shadow at its edge says so. `label` names it for screen readers. */
export function Table({ className, label, ...props }: ComponentProps<"table"> & { label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1)
    <section tabIndex={0} aria-label={label} className="scroll-cue relative w-full overflow-x-auto -outline-offset-2">
      <table {...props} className={cn("w-full border-collapse text-left text-sm", className)} />
    </section>
  );
}

export function TableHead(props: ComponentProps<"thead">) {
  return <thead {...props} />;
}

export function TableBody({ className, ...props }: ComponentProps<"tbody">) {
  return <tbody {...props} className={cn("divide-y", className)} />;
}

export function TableRow({ className, ...props }: ComponentProps<"tr">) {
  return <tr {...props} className={cn("data-selected:bg-accent-soft", className)} />;
}

/** A column's heading. */
export function TableHeading({ className, ...props }: ComponentProps<"th">) {
  return (
    <th
      scope="col"
      {...props}
      className={cn(
        "h-8 border-b px-3 text-xs font-medium whitespace-nowrap text-muted first:pl-4 last:pr-4",
        className,
      )}
    />
  );
}

export function TableCell({ className, ...props }: ComponentProps<"td">) {
  return <td {...props} className={cn("px-3 py-2 align-top first:pl-4 last:pr-4", className)} />;
}
