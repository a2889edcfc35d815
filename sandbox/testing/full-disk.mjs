/** Loaded before a process: while the file that POSTERN_TEST_FULL_DISK names exists, files do not grow, as on a full disk. */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const { writeSync } = fs;
const full = process.env.POSTERN_TEST_FULL_DISK;

fs.writeSync = (file, bytes, from, length, position) => {
  if (full && fs.existsSync(full) && position + length > fs.fstatSync(file).size) {
    throw new Error("ENOSPC: no space left on device, write");
  }
  return writeSync(file, bytes, from, length, position);
};
syncBuiltinESMExports();
