import { closeSync, writeSync } from "node:fs";
import type { Readable } from "node:stream";

/** A line that is longer is written in pieces. */
const LONGEST = 2 ** 20;

/**
 * Writes what comes from the streams, line by line as `change` gives it back, to an open file, and closes that at their end. Text
 * that cannot be written, on a full disk for instance, is dropped: the processes matter more than their log.
 */
export async function writeLines(
  streams: readonly (Readable | null)[],
  file: number,
  change: (text: string) => string,
): Promise<void> {
  const write = (text: string) => {
    const changed = change(text);
    try {
      writeSync(file, changed);
    } catch {
      // The log has a gap.
    }
  };
  const ends = streams.map(
    (stream) =>
      new Promise<void>((done) => {
        let rest = "";
        const finish = () => {
          if (rest) write(rest);
          rest = "";
          done();
        };
        if (!stream) return done();
        stream.setEncoding("utf8").on("data", (text: string) => {
          const lines = rest + text;
          const end = lines.length > LONGEST ? lines.length : lines.lastIndexOf("\n") + 1;
          rest = lines.slice(end);
          if (end > 0) write(lines.slice(0, end));
        });
        stream.once("error", finish).once("close", finish);
      }),
  );
  await Promise.all(ends);
  closeSync(file);
}
