import { availableParallelism, totalmem } from "node:os";

/** How much of the machine the embedded engine may take. */
export interface EngineLimits {
  /** Memory that its own bookkeeping sees, merges and caches included; beyond it statements fail. */
  readonly memoryBytes: number;
  /** Threads of one statement. */
  readonly threads: number;
  /** Threads that merge and delete behind the statements. */
  readonly backgroundThreads: number;
  /** Of each of its caches: marks, marks of indexes, primary keys. */
  readonly cacheBytes: number;
}

/** What a server was told of the engine's limits. */
export interface EngineSettings {
  readonly memory?: number | undefined;
  readonly threads?: number | undefined;
  readonly backgroundThreads: number;
  readonly cache: number;
}

/** The machine, or the container, that the engine runs in. */
export interface Machine {
  readonly memoryBytes: number;
  readonly processors: number;
}

/** Of the machine's memory, when nothing else is said: the rest is for this program and for the file cache. */
const SHARE_OF_MEMORY = 0.5;

/** Of the engine's memory, for one statement: a single one must not starve commits and merges. */
const SHARE_OF_STATEMENT = 0.75;

/** The limits in force: what was set, and a share of the machine for the rest. */
export function engineLimits(
  { memory, threads, backgroundThreads, cache }: EngineSettings,
  machine: Machine,
): EngineLimits {
  return {
    memoryBytes: memory ?? Math.floor(machine.memoryBytes * SHARE_OF_MEMORY),
    threads: threads ?? machine.processors,
    backgroundThreads,
    cacheBytes: cache,
  };
}

/** This machine; in a container, what the container may take. */
export function thisMachine(): Machine {
  // 0, or more than there is, when nothing constrains the process.
  const constrained = process.constrainedMemory();
  const memoryBytes = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  return { memoryBytes, processors: availableParallelism() };
}

/** The most that one statement may take. */
export function statementMemory({ memoryBytes }: EngineLimits): number {
  return Math.floor(memoryBytes * SHARE_OF_STATEMENT);
}

/** Threads that the engine keeps when they have nothing to do; each holds memory of its own. */
const IDLE_THREADS = 16;

/** What the engine is started with: these cannot be set by a statement. */
export function engineArguments({ memoryBytes, backgroundThreads, cacheBytes }: EngineLimits): string[] {
  const settings = {
    max_server_memory_usage: memoryBytes,
    mark_cache_size: cacheBytes,
    index_mark_cache_size: cacheBytes,
    primary_index_cache_size: cacheBytes,
    background_pool_size: backgroundThreads,
    max_thread_pool_free_size: IDLE_THREADS,
  };
  return Object.entries(settings).map(([name, value]) => `--${name}=${value}`);
}
