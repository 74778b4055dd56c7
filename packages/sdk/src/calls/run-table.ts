import { mergedContext } from "../context/async-scope.ts";
import type { OpenRun, RunContext, RunStart } from "./open-run.ts";
import type { RecordRedaction } from "./record-of-run.ts";
import { spanIdsOf } from "./span-ids.ts";
import type { SpanPlace } from "./span-sink.ts";

/** The circumstances under which a run starts. */
export interface Opening {
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** For whom the code around it works. */
  readonly ambient?: RunContext | undefined;
  /** Its place in a trace that the host keeps. */
  readonly place?: SpanPlace | undefined;
  readonly redaction?: Pick<RecordRedaction, "context"> | undefined;
}

/** The runs that have started and not ended, found by id. Bounded by whoever takes the oldest out. */
export class RunTable {
  readonly #runs = new Map<string, OpenRun>();

  get size(): number {
    return this.#runs.size;
  }

  open(start: RunStart, { startedAt, ambient, place, redaction }: Opening): OpenRun {
    const parent = start.parentId === undefined ? undefined : this.#runs.get(start.parentId);
    const { input, ...known } = start;
    const context = contextOf(start, parent, ambient);
    const where = place ?? placeOf(start, parent);
    const text = input?.(where.traceId);
    const run: OpenRun = {
      ...known,
      context: redaction?.context(context) ?? context,
      ...where,
      ...(text !== undefined && { input: text }),
      startedAt,
      lastActivityAt: startedAt,
      openChildren: 0,
      isAdmitted: false,
      streamedText: "",
    };
    if (parent) {
      parent.openChildren += 1;
      parent.lastActivityAt = startedAt;
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

/** The place of a step in a trace that nobody else keeps: ids from its run's own, below its parent's. */
function placeOf({ id, parentId }: RunStart, parent: OpenRun | undefined): SpanPlace {
  const own = spanIdsOf(id);
  if (parentId === undefined) return own;
  const parentIds = parent ?? spanIdsOf(parentId);
  return { traceId: parentIds.traceId, spanId: own.spanId, parentSpanId: parentIds.spanId };
}

/** A step belongs to whom its parent belongs, unless the code around it or the step itself says otherwise. */
function contextOf({ context }: RunStart, parent: OpenRun | undefined, ambient: RunContext | undefined) {
  const around = ambient === undefined ? context : mergedContext(ambient, context);
  if (!parent) return around;
  const { userId, sessionId, queryType, environment } = parent.context;
  return {
    ...(environment !== undefined && { environment }),
    ...(userId !== undefined && { userId }),
    ...(sessionId !== undefined && { sessionId }),
    ...(queryType !== undefined && { queryType }),
    ...around,
  };
}
