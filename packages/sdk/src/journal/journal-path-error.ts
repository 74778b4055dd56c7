import { errorCode } from "./file-access.ts";

const ADVICE: Readonly<Record<string, readonly [reason: string, advice: string]>> = {
  EACCES: ["permission denied", "Give the process write access to the file and its directory."],
  EPERM: ["operation not permitted", "Give the process write access to the file and its directory."],
  EROFS: ["the file system is read-only", "Put the journal on a writable file system."],
  ENOSPC: ["no space left on the device", "Free some space, or lower the journal's maxTotalBytes."],
  EDQUOT: ["the disk quota is used up", "Free some space, or raise the quota."],
  ENOTDIR: ["a part of its directory is a file", "Choose a path whose parents are directories."],
  EISDIR: ["it is a directory", "Name a file in it, such as production.jsonl."],
  EEXIST: ["a part of its directory is a file", "Choose a path whose parents are directories."],
  ENOENT: ["the file or its directory is gone", "Restore the directory."],
  EMFILE: ["too many open files", "Raise the limit of open files (ulimit -n)."],
  ENFILE: ["too many open files on this machine", "Raise the machine's limit of open files."],
  EIO: ["the device failed", "Check the disk, or the connection to the network file system."],
  ESTALE: ["the network file system lost the file", "Check the connection to the network file system."],
  EBADF: ["something else in this process closed the file", "Find what closes a descriptor it did not open."],
  ENAMETOOLONG: ["the name is too long", "Choose a shorter path."],
};

/** Says in words why the system refused a file (`reason`, with the system's code) and what to do about it. */
export function explainFileError(error: unknown): { readonly reason: string; readonly advice: string } {
  const code = errorCode(error);
  const known = code === undefined ? undefined : ADVICE[code];
  if (known !== undefined) return { reason: `${known[0]} (${code})`, advice: known[1] };
  const reason = error instanceof Error ? error.message : String(error);
  return { reason, advice: "Check the path and the disk it is on." };
}

/** Thrown at start when a journal's path cannot be used; the message says what is wrong and what to do. */
export class JournalPathError extends Error {
  override readonly name = "JournalPathError";
  /** Stable code of this error. */
  readonly code = "BW_JOURNAL_PATH";
  readonly isRetryable = false;
  /** The path that was given. */
  readonly path: string;

  constructor(path: string, problem: { readonly reason: string; readonly advice: string }, cause?: unknown) {
    super(`Journal ${path}: ${problem.reason}. ${problem.advice}`, cause === undefined ? {} : { cause });
    this.path = path;
  }
}
