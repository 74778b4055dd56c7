import { readFileSync } from "node:fs";
import { arch, cpus, loadavg, platform, release, totalmem } from "node:os";
import { join } from "node:path";

/** What the numbers were measured on, and with. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
  /** Processes ready to run over the last minute when the run ended; its own are about one. */
  readonly loadAverage: number;
  /** Versions of what was compared. */
  readonly packages: Readonly<Record<string, string>>;
}

/** This machine, and the versions in bench/package.json. */
export function describeMachine(): Machine {
  const manifest = readFileSync(join(import.meta.dirname, "..", "package.json"), "utf8");
  const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(manifest);
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 1024 ** 3),
    system: `${platform()} ${arch()} ${release()}`,
    node: process.version,
    loadAverage: Math.round((loadavg()[0] ?? 0) * 10) / 10,
    packages: dependencies,
  };
}
