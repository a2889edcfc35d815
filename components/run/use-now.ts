"use client";
import { useEffect, useState } from "react";

/** The time, once a second while `on`; 0 until the page has come to life. */
export function useNow(on: boolean): number {
  const [now, setNow] = useState(0);
  useEffect(() => {
    setNow(Date.now());
    if (!on) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [on]);
  return now;
}
