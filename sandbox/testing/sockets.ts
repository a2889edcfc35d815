/** What the processes of a tree listen on, read from Linux's /proc. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** Process ids of a process and everything under it. */
export function processTree(root: number): number[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = quietly(() => readFileSync(`/proc/${entry}/stat`, "utf8"));
    const parent = stat && /\) \S (\d+)/.exec(stat)?.[1];
    if (parent) parents.set(Number(entry), Number(parent));
  }
  const tree = [root];
  for (const pid of tree) {
    for (const [child, parent] of parents) if (parent === pid) tree.push(child);
  }
  return tree;
}

/** Addresses on which these processes listen for TCP, such as "127.0.0.1:4566" or "::1:80". */
export function listeningAddresses(pids: readonly number[]): string[] {
  const inodes = new Set(
    pids.flatMap((pid) =>
      (quietly(() => readdirSync(`/proc/${pid}/fd`)) ?? []).flatMap((fd) => {
        const link = quietly(() => readlinkSync(`/proc/${pid}/fd/${fd}`));
        return link && /^socket:\[(\d+)\]$/.exec(link)?.[1] ? [/\d+/.exec(link)?.[0] ?? ""] : [];
      }),
    ),
  );
  return ["tcp", "tcp6"].flatMap((table) =>
    (quietly(() => readFileSync(`/proc/net/${table}`, "utf8")) ?? "")
      .split("\n")
      .map((line) => line.trim().split(/\s+/))
      .filter((columns) => columns[3] === LISTEN && inodes.has(columns[9] ?? ""))
      .map((columns) => readable(columns[1] ?? "")),
  );
}

const LISTEN = "0A";

/** /proc/net/tcp writes addresses in hexadecimal, each 32-bit word with its lowest byte first. */
function readable(entry: string): string {
  const [address = "", port = ""] = entry.split(":");
  const bytes = (address.match(/.{8}/g) ?? []).flatMap((word) => (word.match(/../g) ?? []).reverse());
  const host =
    bytes.length === 4
      ? bytes.map((byte) => Number.parseInt(byte, 16)).join(".")
      : (bytes.join("").match(/.{4}/g) ?? []).join(":");
  return `${host}:${Number.parseInt(port, 16)}`;
}

function quietly<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
