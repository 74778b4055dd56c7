import { type JournalFileSystem, nodeFileSystem } from "../file-system.ts";

/** The real file system, with a disk that a test fills up and operations that a test makes fail. */
export interface FaultyFileSystem extends JournalFileSystem {
  /** Bytes that may still be written; a write that does not fit is cut short, as the kernel does, then ENOSPC. */
  freeBytes: number;
  /** Most bytes that one write takes. */
  maxWriteBytes: number;
  /** How often `write` was called. */
  readonly writes: number;
  /** Operations that fail, with their code; `on` narrows it to paths that contain a text. */
  readonly failing: Map<keyof JournalFileSystem, { readonly code: string; readonly on?: string }>;
}

/** Makes a file system without faults yet. */
export function createFaultyFileSystem(): FaultyFileSystem {
  const failing: FaultyFileSystem["failing"] = new Map();
  const failIfTold = (operation: keyof JournalFileSystem, subject: string | number): void => {
    const fault = failing.get(operation);
    if (fault === undefined || !String(subject).includes(fault.on ?? "")) return;
    throw systemError(fault.code, operation);
  };
  const counts = { writes: 0 };
  /** The same operation, failing when it is told to. */
  const guarded = <Args extends [string | number, ...unknown[]], Result>(
    name: keyof JournalFileSystem,
    operation: (...args: Args) => Result,
  ) => {
    return (...args: Args): Result => {
      failIfTold(name, args[0]);
      return operation(...args);
    };
  };
  return {
    open: guarded("open", nodeFileSystem.open),
    read: guarded("read", nodeFileSystem.read),
    info: guarded("info", nodeFileSystem.info),
    truncate: guarded("truncate", nodeFileSystem.truncate),
    close: guarded("close", nodeFileSystem.close),
    rename: guarded("rename", nodeFileSystem.rename),
    remove: guarded("remove", nodeFileSystem.remove),
    list: guarded("list", nodeFileSystem.list),
    touch: guarded("touch", nodeFileSystem.touch),
    createDirectory: guarded("createDirectory", nodeFileSystem.createDirectory),
    failing,
    freeBytes: Number.POSITIVE_INFINITY,
    maxWriteBytes: Number.POSITIVE_INFINITY,
    get writes() {
      return counts.writes;
    },
    write(file, data) {
      counts.writes += 1;
      failIfTold("write", file);
      const bytes = Buffer.from(data);
      if (bytes.length > 0 && this.freeBytes <= 0) throw systemError("ENOSPC", "write");
      const taken = Math.min(bytes.length, this.freeBytes, this.maxWriteBytes);
      this.freeBytes -= taken;
      return nodeFileSystem.write(file, bytes.subarray(0, taken));
    },
  };
}

/** An error as node throws it for a refused system call. */
function systemError(code: string, operation: string): Error {
  return Object.assign(new Error(`${code}: ${operation}`), { code });
}
