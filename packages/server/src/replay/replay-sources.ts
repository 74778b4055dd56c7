import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { isTraceFile, type NumberedRequest, type TraceSource, traceFile } from "./read-trace.ts";
import { replayedMs } from "./replayed-spans.ts";
import { type PlanningOf, planRequest, type RequestPlan } from "./request-plan.ts";

/** A trace that has been read once. */
export interface MeasuredTrace {
  readonly source: TraceSource;
  readonly requests: number;
  /** First arrival and last end, in the trace's own milliseconds, when played over `lengthMs`. */
  readonly planning: PlanningOf;
  /** From the first arrival to the last end. */
  readonly wholeMs: number;
  /** By how much gaps between arrivals are stretched. */
  readonly stretch: number;
}

/** A request with its plan, and when it arrives after the first one of its trace. */
export interface PlannedRequest {
  readonly trace: MeasuredTrace;
  readonly request: NumberedRequest;
  readonly plan: RequestPlan;
  readonly offsetMs: number;
}

/** No trace has been found. */
export class NoTraceError extends Error {
  override readonly name = "NoTraceError";
  /** Stable code of this error. */
  readonly code = "BW_NO_TRACE";
  readonly isRetryable = false;
}

/** The traces of files and directories. @throws NoTraceError when there is none */
export function tracesIn(places: readonly string[]): readonly TraceSource[] {
  return places.flatMap((place) => {
    const info = statSync(place, { throwIfNoEntry: false });
    if (info === undefined) throw new NoTraceError(`There is no file ${place}.`);
    if (!info.isDirectory()) return [traceFile(place)];
    const files = readdirSync(place).filter(isTraceFile).toSorted();
    if (files.length === 0)
      throw new NoTraceError(`${place} holds no trace (no file *.csv or *.jsonl, .gz or not).`);
    return files.map((file) => traceFile(join(place, file)));
  });
}

/** How traces are measured. */
export interface Measuring {
  readonly seed: number;
  /** Time from the first arrival to the last, milliseconds; the trace's own when absent. */
  readonly overMs?: number | undefined;
  /** Most requests that are taken of each. */
  readonly limit: number;
  onBadLine(trace: string, line: number): void;
}

/** Reads a trace once, for what must be known before its first request is sent. Undefined when it has no requests. */
export async function measureTrace(
  source: TraceSource,
  measuring: Measuring,
): Promise<MeasuredTrace | undefined> {
  const { seed, overMs, limit } = measuring;
  let requests = 0;
  let firstMs = Number.POSITIVE_INFINITY;
  let lastMs = Number.NEGATIVE_INFINITY;
  for await (const { atMs } of source.read((line) => measuring.onBadLine(source.name, line))) {
    if (requests >= limit) break;
    requests += 1;
    firstMs = Math.min(firstMs, atMs);
    lastMs = Math.max(lastMs, atMs);
  }
  if (requests === 0) return undefined;
  const lengthMs = lastMs - firstMs;
  const planning = { seed, trace: source.name, startMs: firstMs, lengthMs };
  const stretch = overMs === undefined || lengthMs === 0 ? 1 : overMs / lengthMs;
  const measured = { source, requests, planning, wholeMs: 0, stretch };
  let wholeMs = 0;
  for await (const { plan, offsetMs } of plannedRequests(measured)) {
    wholeMs = Math.max(wholeMs, offsetMs + replayedMs(plan));
  }
  return { ...measured, wholeMs };
}

/** The requests of a trace with their plans, in its order. */
export async function* plannedRequests(trace: MeasuredTrace): AsyncGenerator<PlannedRequest> {
  const { source, requests, planning, stretch } = trace;
  for await (const request of source.read()) {
    if (request.index >= requests) return;
    const plan = planRequest(request, planning);
    yield { trace, request, plan, offsetMs: (request.atMs - planning.startMs) * stretch };
  }
}
