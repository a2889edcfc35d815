import { useSyncExternalStore } from "react";

const subscribe = () => () => {};

/** False on the server and while its markup is taken over, then true: for what only the browser knows. */
export function useMounted(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => true,
    () => false,
  );
}
