"use client";
import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "./button";
import { cn } from "./cn";
import { toast } from "./toast";

/** Copies `text`. `label` says what: "Copy subnet-0abc…". With `children` it is a button with words, else an icon. */
export function CopyButton({
  text,
  label,
  children,
  className,
}: {
  text: string;
  label: string;
  children?: string;
  className?: string;
}) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);

  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      toast("The browser did not allow copying", { description: "Select the text and copy it with the keyboard." });
    }
  }

  const Icon = copied ? Check : Copy;
  return (
    <Button
      variant={children ? "secondary" : "ghost"}
      size={children ? "sm" : "icon-sm"}
      className={cn(!children && "size-6 rounded", className)}
      onClick={copy}
      {...(children ? {} : { "aria-label": copied ? "Copied" : label })}
    >
      <Icon size={children ? 14 : 12} aria-hidden className={cn(copied && "text-success")} />
      {children ? (copied ? "Copied" : children) : null}
      <span role="status" className="sr-only">
        {copied ? "Copied" : ""}
      </span>
    </Button>
  );
}
