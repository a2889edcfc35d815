/** The data folder: that it is writable, and unreadable for other users. */
import { accessSync, constants, existsSync, readdirSync, type Stats, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { quote } from "shlex";
import { fileProblem } from "../setup/file-problem.mjs";
import { ownerOfServer } from "../setup/folder.mjs";
import { type Finding, failure, failureSaying, ok, warning } from "./finding";

const CHECK = "data folder";
/** So many are named. */
const NAMED = 3;
/** Programs, which hold no secrets: the virtual environment. */
const NO_DATA = new Set(["venv"]);

export function dataFolderFinding(folder: string): Finding {
  try {
    const nearest = nearestThatExists(folder);
    accessSync(nearest, constants.W_OK);
    if (!statSync(nearest).isDirectory())
      return failure(
        CHECK,
        `${nearest} is a file, where a folder should be.`,
        "Move it elsewhere, or set POSTERN_DATA_DIR.",
      );
    if (nearest !== folder) return ok(CHECK, `${folder} is created by the first start.`);
    const open = openTo(folder, ownerOfServer().gid);
    if (open.length === 0) return ok(CHECK, `${folder} can be written, and what is in it is its owner's alone.`);
    const named = open.slice(0, NAMED).join(", ");
    const more = open.length > NAMED ? ` and ${open.length - NAMED} more` : "";
    return warning(
      CHECK,
      `Other users can get at ${named}${more}.`,
      `chmod -R go= ${open.map((path) => quote(path)).join(" ")}`,
    );
  } catch (error) {
    const sentence = fileProblem(error);
    if (sentence === null) throw error;
    return failureSaying(CHECK, sentence);
  }
}

const nearestThatExists = (path: string): string => (existsSync(path) ? path : nearestThatExists(dirname(path)));

/** What is in a folder and open to other users; what is in a closed folder is closed. */
function openTo(folder: string, server: number | undefined): string[] {
  if (process.platform === "win32" || isClosed(statSync(folder), server)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (NO_DATA.has(entry.name) || !(entry.isFile() || entry.isDirectory())) return [];
    const stats = statSync(path);
    if (isClosed(stats, server)) return [];
    // PostgreSQL's user passes through a folder of root's, to one of its own.
    return entry.isDirectory() && (stats.mode & 0o066) === 0 ? openTo(path, server) : [path];
  });
}

/** As root: only PostgreSQL's group may pass through. */
const isClosed = ({ mode, gid }: Stats, server: number | undefined): boolean =>
  (mode & 0o077) === 0 || ((mode & 0o077) === 0o010 && gid === server);
