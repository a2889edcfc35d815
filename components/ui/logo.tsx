import { cn } from "./cn";

/** Postern's mark: a small arched gate in a battlemented wall. */
export function Logo({ size = 20, className }: { size?: number; className?: string }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      aria-hidden="true"
      className={cn("shrink-0", className)}
    >
      <path
        fill="currentColor"
        fillRule="evenodd"
        d="M1 2.2c0-.4.3-.7.7-.7h2.6c.4 0 .7.3.7.7v1.6h2.5V2.2c0-.4.3-.7.7-.7h3.6c.4 0 .7.3.7.7v1.6H15V2.2c0-.4.3-.7.7-.7h2.6c.4 0 .7.3.7.7V18c0 .3-.2.5-.5.5h-4V13a4.5 4.5 0 0 0-9 0v5.5h-4A.5.5 0 0 1 1 18Z"
        clipRule="evenodd"
      />
      <path
        stroke="currentColor"
        strokeWidth="1.3"
        strokeLinecap="round"
        d="M8 12.2v6.3M10 11v7.5M12 12.2v6.3M6.4 15h7.2"
      />
    </svg>
  );
}
