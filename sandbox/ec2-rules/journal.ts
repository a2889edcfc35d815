/** The journal: one line for each successful mutation, so that a restart finds the account as it was. */
import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { type LineFile, openLineFile, type Write } from "./line-file";
import { changeSchema } from "./state";

/** What a mutation did: calls that LocalStack repeats with this seed and time, and rows of our own. */
const entrySchema = z.object({
  seed: z.string(),
  at: z.number(),
  scope: z.object({ accessKey: z.string(), account: z.string(), region: z.string() }),
  calls: z.array(z.string()),
  changes: z.array(changeSchema),
});

/** Says that the account was seeded, with what. */
const markSchema = z.object({ seeded: z.string() });

type Entry = z.infer<typeof entrySchema>;
type Line = Entry | z.infer<typeof markSchema>;

export type Journal = {
  entries: readonly Entry[];
  seeded: string | null;
  /** What was wrong with the file, as a sentence for the person who started Postern. */
  notice: string | null;
  /** Reserves space for the next line. Throws when the disk is full. */
  reserve: () => void;
  /** Returns once the line is on disk; throws when it cannot be written. */
  append: (line: Line) => void;
  /** Forgets everything. */
  clear: () => void;
  close: () => void;
};

/**
 * Opens the journal in a file, or an empty one. A last line that a crash left unfinished is removed: its call never got a response.
 * A journal with any other line that is not an entry is renamed, because the calls after that line may depend on it. `notice`
 * reports both. Throws with a sentence when the file cannot be opened.
 */
export function openJournal(path: string, write?: Write): Journal {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const { lines, end, ...found } = readLines(existsSync(path) ? readFileSync(path) : Buffer.alloc(0));
    if (found.damage === null) {
      const notice = found.torn ? `The last line of ${path} was not finished, and is removed.` : null;
      return journalIn(openLineFile(path, end, write), lines, notice);
    }
    const aside = `${path}.damaged-${new Date().toISOString().replaceAll(":", "-")}`;
    renameSync(path, aside);
    const notice = `The sandbox's journal is damaged: ${found.damage} It is kept as ${aside}, and the emulated account starts over.`;
    return journalIn(openLineFile(path, 0, write), [], notice);
  } catch (error) {
    throw new Error(`The sandbox's journal ${path} cannot be opened: ${(error as Error).message}`);
  }
}

/** A journal that is not stored, for tests. */
export const memoryJournal = (): Journal => journalIn(null, [], null);

function journalIn(file: LineFile | null, lines: readonly Line[], notice: string | null): Journal {
  const journal: Journal & { entries: Entry[] } = {
    entries: [],
    seeded: null,
    notice,
    reserve: () => file?.reserve(),
    append(line) {
      file?.append(JSON.stringify(line));
      remember(structuredClone(line));
    },
    clear() {
      file?.clear();
      journal.entries = [];
      journal.seeded = null;
    },
    close: () => file?.close(),
  };
  const remember = (line: Line): void => {
    if ("seeded" in line) journal.seeded = line.seeded;
    else journal.entries.push(line);
  };
  for (const line of lines) remember(line);
  return journal;
}

type Found = {
  lines: Line[];
  /** Where they end, in bytes. */
  end: number;
  torn: boolean;
  /** A sentence about the first line that is not an entry. */
  damage: string | null;
};

function readLines(bytes: Buffer): Found {
  const found: Found = { lines: [], end: 0, torn: false, damage: null };
  for (let number = 1; found.end < bytes.length; number += 1) {
    const newline = bytes.indexOf("\n", found.end);
    const text = bytes.toString("utf8", found.end, newline === -1 ? bytes.length : newline).trim();
    // Space reserved for lines, or what a crash left of one in it.
    if (newline === -1) return { ...found, torn: text !== "" };
    const isLast = bytes.subarray(newline + 1).every((byte) => byte <= SPACE);
    if (text !== "") {
      const line = parsed(text);
      if ("reason" in line) {
        if (isLast && line.reason === NOT_JSON) return { ...found, torn: true };
        return { ...found, damage: `line ${number} is ${line.reason}.` };
      }
      found.lines.push(line);
    }
    found.end = newline + 1;
  }
  return found;
}

const SPACE = 0x20;
const NOT_JSON = "not JSON";

function parsed(text: string): Line | { reason: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { reason: NOT_JSON };
  }
  const isMark = typeof json === "object" && json !== null && "seeded" in json;
  const { data, error } = (isMark ? markSchema : entrySchema).safeParse(json);
  const [issue] = error?.issues ?? [];
  return data ?? { reason: `no entry: ${issue?.message} at ${issue?.path.join(".") || "its top"}` };
}
