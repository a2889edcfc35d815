"use client";
import { Monitor, Moon, Sun } from "lucide-react";
import { useTheme } from "next-themes";
import { Button } from "./button";
import { useMounted } from "./use-mounted";

const order = ["system", "light", "dark"] as const;
const icons = { system: Monitor, light: Sun, dark: Moon } as const;

/** Goes round system, light and dark. */
export function ThemeSwitch() {
  const { theme, setTheme } = useTheme();
  const mounted = useMounted();
  const current = order.find((name) => mounted && name === theme) ?? "system";
  const next = order[(order.indexOf(current) + 1) % order.length] ?? "system";
  const Icon = icons[current];
  return (
    <Button
      variant="ghost"
      size="icon"
      onClick={() => setTheme(next)}
      aria-label={`Theme: ${current}. Change to ${next}.`}
      title={`Theme: ${current}`}
    >
      <Icon size={16} aria-hidden />
    </Button>
  );
}
