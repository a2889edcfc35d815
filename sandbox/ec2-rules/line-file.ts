/**
 * A file of lines that survives a full disk: behind its lines stand spaces, which are room taken beforehand. A line is written
 * over them, so that it needs none of the disk's.
 */
import { closeSync, constants, fdatasyncSync, fstatSync, ftruncateSync, openSync, writeSync } from "node:fs";

/** More than a line needs, but for the longest ones. */
export const ROOM_BYTES = 256 * 1024;

export type LineFile = {
  /** Takes room for a line. Throws when there is none; the lines stay as they are. */
  reserve: () => void;
  /** Returns when the line is on disk. When it throws, the line is taken out again before another is written. */
  append: (line: string) => void;
  clear: () => void;
  /** Gives the room back and closes the file. */
  close: () => void;
};

/** Node's `writeSync`, or what a test has in its place. */
export type Write = (file: number, bytes: Buffer, from: number, length: number, position: number) => number;

/** Opens a file whose lines end at `end`, in bytes; what stands behind it is removed. */
export function openLineFile(path: string, end: number, write: Write = writeSync): LineFile {
  const file = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  let next = end;
  let size = fstatSync(file).size;
  /** Whether nothing but spaces stands behind the lines. */
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
      if (size - next >= ROOM_BYTES) return;
      try {
        spaces(size, next + 2 * ROOM_BYTES);
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
