/** Explains a system error about a file. */
import { userInfo } from "node:os";
import { dataDir } from "./paths.mjs";

/**
 * A sentence and what to do next; null for an error that is about no file.
 * @param {unknown} error
 * @returns {string | null}
 */
export function fileProblem(error) {
  const { code, path, syscall } = /** @type {NodeJS.ErrnoException} */ (error ?? {});
  if (typeof path !== "string") return null;
  const ofData = path.startsWith(dataDir()) || dataDir().startsWith(path);
  const elsewhere = ofData ? " Or set POSTERN_DATA_DIR to another folder." : "";
  switch (code) {
    case "EROFS":
      return `${path} cannot be written: its file system is read-only. Mount it writable.${elsewhere}`;
    case "EACCES":
    case "EPERM":
      return `${path} is closed to the user ${userName()}. Let that user write it and the folder that it is in; this says who may: ls -ld ${path}${elsewhere && `\n${elsewhere.trim()}`}`;
    case "ENOSPC":
    case "EDQUOT":
      return `${path} cannot be written: the disk is full. Make room.${elsewhere}`;
    case "EISDIR":
    case "ERR_FS_EISDIR":
      return `${path} is a folder, where a file should be. Move it elsewhere.`;
    case "EEXIST":
    case "ENOTDIR":
      return `${path} cannot be created: it, or a part of its path, is a file where a folder should be. Move that file elsewhere.${elsewhere}`;
    default:
      return syscall === "mkdir" ? `${path} cannot be created (${code}).${elsewhere}` : null;
  }
}

function userName() {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.());
  }
}
