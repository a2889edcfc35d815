/** What a system error about a file means, in words. */
import { userInfo } from "node:os";

/**
 * A sentence and what to do next; null for an error that is about no file.
 * @param {unknown} error
 * @returns {string | null}
 */
export function fileProblem(error) {
  const { code, path } = /** @type {NodeJS.ErrnoException} */ (error ?? {});
  if (typeof path !== "string") return null;
  switch (code) {
    case "EROFS":
      return `${path} cannot be written: its file system is read-only. ${ELSEWHERE}`;
    case "EACCES":
    case "EPERM":
      return `${path} is closed to the user ${userName()}. Let that user read and write it and the folder that it is in (ls -ld ${path} says who may), or ${lower(ELSEWHERE)}`;
    case "ENOSPC":
    case "EDQUOT":
      return `${path} cannot be written: the disk is full. Make room, or ${lower(ELSEWHERE)}`;
    case "EISDIR":
    case "ERR_FS_EISDIR":
      return `${path} is a folder, where a file should be. Move it elsewhere.`;
    case "EEXIST":
    case "ENOTDIR":
      return `${path} cannot be made: it, or a part of its path, is a file where a folder should be. Move that file elsewhere, or ${lower(ELSEWHERE)}`;
    default:
      return null;
  }
}

const ELSEWHERE = "Set POSTERN_DATA_DIR to a folder that can be written.";
const lower = (/** @type {string} */ sentence) => sentence.charAt(0).toLowerCase() + sentence.slice(1);

function userName() {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.());
  }
}
