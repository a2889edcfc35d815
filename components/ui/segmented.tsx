import { useId } from "react";
import { cn } from "./cn";

/** One of a few, side by side: radio buttons that look like a switch. */
export function Segmented<Value extends string>({
  label,
  options,
  value,
  onChange,
}: {
  /** Read out, not shown. */
  label: string;
  options: readonly { value: Value; word: string }[];
  value: Value;
  onChange: (value: Value) => void;
}) {
  const name = useId();
  return (
    <fieldset className="flex rounded-md border bg-sunken p-0.5">
      <legend className="sr-only">{label}</legend>
      {options.map(({ value: each, word }) => (
        <label
          key={each}
          className={cn(
            "rounded-[5px] px-3 py-0.5 text-sm font-medium has-focus-visible:outline-2 has-focus-visible:outline-ring",
            each === value ? "bg-raised text-foreground shadow-card" : "text-muted hover:text-foreground",
          )}
        >
          <input
            type="radio"
            name={name}
            value={each}
            checked={each === value}
            onChange={() => onChange(each)}
            className="sr-only"
          />
          {word}
        </label>
      ))}
    </fieldset>
  );
}
