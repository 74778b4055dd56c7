import type { OpenRun, RunStart } from "./open-run.ts";
import { spanIdsOf } from "./span-ids.ts";

/** The runs that have started and not ended, found by id. Bounded by whoever takes the oldest out. */
export class RunTable {
  readonly #runs = new Map<string, OpenRun>();

  get size(): number {
    return this.#runs.size;
  }

  open(start: RunStart, now: number): OpenRun {
    const parent = start.parentId === undefined ? undefined : this.#runs.get(start.parentId);
    const own = spanIdsOf(start.id);
    const parentIds = start.parentId === undefined ? undefined : spanIdsOf(start.parentId);
    const run: OpenRun = {
      ...start,
      context: parent ? inherited(parent, start) : start.context,
      traceId: parent?.traceId ?? parentIds?.traceId ?? own.traceId,
      spanId: own.spanId,
      ...(parentIds && { parentSpanId: parentIds.spanId }),
      startedAt: now,
      lastActivityAt: now,
      openChildren: 0,
      streamedText: "",
    };
    if (parent) {
      parent.openChildren += 1;
      parent.lastActivityAt = now;
    }
    this.#runs.set(start.id, run);
    return run;
  }

  get(id: string): OpenRun | undefined {
    return this.#runs.get(id);
  }

  /** Removes and returns a run. */
  close(id: string, now: number): OpenRun | undefined {
    const run = this.#runs.get(id);
    if (!run) return undefined;
    this.#runs.delete(id);
    const parent = run.parentId === undefined ? undefined : this.#runs.get(run.parentId);
    if (parent) {
      parent.openChildren -= 1;
      parent.lastActivityAt = now;
    }
    return run;
  }

  /** The run that has been open the longest. */
  oldest(): OpenRun | undefined {
    return this.#runs.values().next().value;
  }

  /** Runs without a sign of life, in themselves or in an open child, since `deadline`. Children come first. */
  silentSince(deadline: number): OpenRun[] {
    const silent = [...this.#runs.values()].filter((run) => run.lastActivityAt <= deadline);
    const ids = new Set(silent.map((run) => run.id));
    const liveParents = new Set<string>();
    for (const run of this.#runs.values()) {
      if (!ids.has(run.id)) this.#markAncestors(run, liveParents);
    }
    return silent.filter((run) => !liveParents.has(run.id)).reverse();
  }

  values(): IterableIterator<OpenRun> {
    return this.#runs.values();
  }

  #markAncestors(run: OpenRun, marked: Set<string>): void {
    let { parentId } = run;
    while (parentId !== undefined && !marked.has(parentId)) {
      marked.add(parentId);
      parentId = this.#runs.get(parentId)?.parentId;
    }
  }
}

/** A step belongs to whom its parent belongs, unless it says otherwise itself. */
function inherited(parent: OpenRun, { context }: RunStart): RunStart["context"] {
  const { userId, sessionId, queryType, environment } = parent.context;
  return {
    ...(environment !== undefined && { environment }),
    ...(userId !== undefined && { userId }),
    ...(sessionId !== undefined && { sessionId }),
    ...(queryType !== undefined && { queryType }),
    ...context,
  };
}
