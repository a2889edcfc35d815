import { Button as BaseButton } from "@base-ui/react/button";
import Link from "next/link";
import type { ComponentProps } from "react";
import { cn } from "./cn";

const variants = {
  primary: "bg-primary text-primary-foreground hover:bg-primary-hover border-transparent",
  secondary: "bg-surface text-foreground border-border hover:bg-sunken hover:border-border-strong dark:bg-raised",
  ghost: "bg-transparent text-muted border-transparent hover:bg-sunken hover:text-foreground dark:hover:bg-raised",
  danger: "bg-danger text-white dark:text-background border-transparent hover:opacity-90",
} as const;

const sizes = {
  sm: "h-7 px-2.5 text-sm gap-1.5",
  md: "h-8.5 px-3.5 text-base gap-2",
  lg: "h-10 px-5 text-base gap-2",
  icon: "size-8",
  "icon-sm": "size-6.5",
} as const;

export type ButtonStyle = { variant?: keyof typeof variants; size?: keyof typeof sizes };

function style({ variant = "secondary", size = "md" }: ButtonStyle, className?: string): string {
  return cn(
    "inline-flex shrink-0 items-center justify-center rounded-md border font-medium whitespace-nowrap select-none",
    "transition-colors duration-100 [&_svg]:shrink-0",
    "data-disabled:pointer-events-none data-disabled:opacity-50 aria-disabled:opacity-50",
    variants[variant],
    sizes[size],
    className,
  );
}

type ButtonProps = Omit<ComponentProps<typeof BaseButton>, "className"> & ButtonStyle & { className?: string };

/** A button; `type="button"` unless said otherwise. */
export function Button({ variant, size, className, ...props }: ButtonProps) {
  return (
    <BaseButton
      {...props}
      className={style({ ...(variant ? { variant } : {}), ...(size ? { size } : {}) }, className)}
    />
  );
}

/** A button-styled link to a route that is no page, such as a redirect: the browser loads it. */
export function ButtonAnchor({ variant, size, className, ...props }: ComponentProps<"a"> & ButtonStyle) {
  return <a {...props} className={style({ ...(variant ? { variant } : {}), ...(size ? { size } : {}) }, className)} />;
}

type ButtonLinkProps = ComponentProps<typeof Link> & ButtonStyle;

/** A button-styled link: for navigation, never for actions. */
export function ButtonLink({ variant, size, className, ...props }: ButtonLinkProps) {
  return (
    <Link {...props} className={style({ ...(variant ? { variant } : {}), ...(size ? { size } : {}) }, className)} />
  );
}
