/**
 * A file of lines that survives a full disk: spaces follow its lines, as reserved space. A line overwrites them, which needs no new
 * blocks of the disk.
 */
import { closeSync, constants, fdatasyncSync, fstatSync, ftruncateSync, openSync, writeSync } from "node:fs";

/** Space that is reserved before a line is written; only the longest lines need more. */
export const RESERVED_BYTES = 256 * 1024;

export type LineFile = {
  /** Reserves space for a line. Throws when the disk is full; the lines stay as they are. */
  reserve: () => void;
  /** Returns once the line is on disk. When it throws, what was written of the line is erased before another is written. */
  append: (line: string) => void;
  clear: () => void;
  /** Cuts the reserved space off and closes the file. */
  close: () => void;
};

/** Node's `writeSync`, or a test's fault in its place. */
export type Write = (file: number, bytes: Buffer, from: number, length: number, position: number) => number;

/** Opens a file whose lines end at `end`, in bytes; what follows them is erased. */
export function openLineFile(path: string, end: number, write: Write = writeSync): LineFile {
  const file = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  let next = end;
  let size = fstatSync(file).size;
  /** Whether nothing but spaces follows the lines. */
  let isClean = false;

  const put = (bytes: Buffer, at: number): void => {
    for (let done = 0; done < bytes.length; ) done += write(file, bytes, done, bytes.length - done, at + done);
    fdatasyncSync(file);
  };
  const spaces = (from: number, to: number): void => put(Buffer.alloc(to - from, " "), from);
  const clean = (): void => {
    if (!isClean) spaces(next, size);
    isClean = true;
  };

  return {
    reserve() {
      clean();
      if (size - next >= RESERVED_BYTES) return;
      try {
        spaces(size, next + 2 * RESERVED_BYTES);
      } finally {
        size = fstatSync(file).size;
      }
    },
    append(line) {
      const bytes = Buffer.from(`${line}\n`);
      clean();
      isClean = false;
      put(bytes, next);
      isClean = true;
      next += bytes.length;
      size = Math.max(size, next);
    },
    clear() {
      ftruncateSync(file, 0);
      next = 0;
      size = 0;
    },
    close() {
      ftruncateSync(file, next);
      closeSync(file);
    },
  };
}
