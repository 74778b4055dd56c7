import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { errorCode } from "./file-access.ts";

/** Who a process is, beyond its number, which the system gives away again. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** The machine's boot and the process's start in it; undefined where the system does not tell. */
  readonly startTime: string | undefined;
}

/** What the machine knows of its processes. */
export interface ProcessTable {
  readonly self: ProcessIdentity;
  isAlive(pid: number): boolean;
  startTimeOf(pid: number): string | undefined;
}

/** The machine's own processes; start times come from /proc, where there is one. */
export function systemProcessTable(): ProcessTable {
  const boot = readText("/proc/sys/kernel/random/boot_id")?.trim() ?? "";
  const startTimeOf = (pid: number): string | undefined => {
    const ticks = procStat(pid)?.startTicks;
    return ticks === undefined ? undefined : `${boot}/${ticks}`;
  };
  return {
    self: { pid: process.pid, host: hostname(), startTime: startTimeOf(process.pid) },
    isAlive(pid) {
      try {
        process.kill(pid, 0);
      } catch (error) {
        // EPERM: it lives, under another user.
        return errorCode(error) === "EPERM";
      }
      // A killed process whose parent never collects it still answers, as containers without an init show.
      const state = procStat(pid)?.state;
      return state !== "Z" && state !== "X";
    },
    startTimeOf,
  };
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: field 2 is a name in brackets that may hold any text. */
function procStat(pid: number): { state: string | undefined; startTicks: string | undefined } | undefined {
  const text = readText(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return { state: fields[0], startTicks: fields[19] };
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
