/** The journal: one line for each successful mutation, so that a restart finds the account as it was. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Scope } from "./call";
import type { Change } from "./state";

/** What a mutation did: calls that LocalStack repeats with this seed and time, and rows of our own. */
type Entry = { seed: string; at: number; scope: Scope; calls: string[]; changes: Change[] };

/** Says that the account was seeded, with what. */
type Mark = { seeded: string };

export type Journal = {
  entries: readonly Entry[];
  seeded: string | null;
  append: (line: Entry | Mark) => void;
  /** Forgets everything. */
  clear: () => void;
};

/**
 * Opens the journal in a file, or an empty one. A last line that a crash left unfinished is cut off; what stands before it
 * holds.
 */
export function openJournal(path: string): Journal {
  mkdirSync(dirname(path), { recursive: true });
  const journal: Journal & { entries: Entry[] } = {
    entries: [],
    seeded: null,
    append(line) {
      appendFileSync(path, `${JSON.stringify(line)}\n`);
      if ("seeded" in line) journal.seeded = line.seeded;
      else journal.entries.push(line);
    },
    clear() {
      writeFileSync(path, "");
      journal.entries = [];
      journal.seeded = null;
    },
  };
  if (!existsSync(path)) return journal;
  let whole = 0;
  for (const line of readFileSync(path, "utf8").split(/(?<=\n)/)) {
    const read = line.endsWith("\n") ? parsed(line) : null;
    if (!read) break;
    whole += Buffer.byteLength(line);
    if ("seeded" in read) journal.seeded = read.seeded;
    else journal.entries.push(read);
  }
  truncateSync(path, whole);
  return journal;
}

/** A journal that is kept nowhere, for tests. */
export function memoryJournal(): Journal {
  const journal: Journal & { entries: Entry[] } = {
    entries: [],
    seeded: null,
    append(line) {
      if ("seeded" in line) journal.seeded = line.seeded;
      else journal.entries.push(structuredClone(line));
    },
    clear() {
      journal.entries = [];
      journal.seeded = null;
    },
  };
  return journal;
}

function parsed(line: string): Entry | Mark | null {
  try {
    return JSON.parse(line) as Entry | Mark;
  } catch {
    return null;
  }
}
