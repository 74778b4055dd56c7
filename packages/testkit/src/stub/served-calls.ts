import { appendFileSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import type { TokenUsage } from "@breakwater/core/record/span-record";
import type { JsonObject } from "../json-value.ts";
import { createWaiters } from "../wait-until.ts";
import type { StubRequest } from "./stub-request.ts";

/**
 * How a call stands: not ended yet; the whole answer (an error answer too) was handed to the system; broken by the
 * stub, as scripted or because it was closed; or broken by the client.
 */
export type CallEnding = "open" | "complete" | "cut_by_stub" | "broken_off_by_client";

/** What the stub knows of one call. It changes until `ending` is no longer `open`. */
export interface ServedCall {
  /** Counts up from 1 since the start or the last reset. */
  readonly id: number;
  /** Arrival and end, epoch milliseconds of the stub's clock. */
  readonly at: number;
  readonly endedAt?: number;
  readonly path: string;
  readonly model: string;
  readonly stream: boolean;
  readonly headers: IncomingHttpHeaders;
  readonly body: JsonObject;
  /** Path and query as they were asked for. */
  readonly target: string;
  /** Headers of the answer; absent when the call ended before any. */
  readonly responseHeaders?: Readonly<Record<string, string>>;
  /** The bodies as they were on the wire, coded as their content-encoding says; kept only when the stub was started so. */
  readonly bytes?: CallBytes;
  /** Status sent; absent when the call ended before any. */
  readonly status?: number;
  /** The usage that was put on the wire in full; absent for errors, omitted usage and streams that ended before it. */
  readonly usage?: TokenUsage;
  /** The usage of the whole answer, whether reported or not; absent for errors. */
  readonly plannedUsage?: TokenUsage;
  readonly ending: CallEnding;
  /** True when `ending` is `complete`. */
  readonly completed: boolean;
  /** Pieces of the answer that were streamed. */
  readonly tokensSent: number;
}

/** The bodies of one call, byte for byte. */
export interface CallBytes {
  readonly request: Buffer;
  /** One item per write. */
  readonly response: Buffer[];
}

/** A call that is still being served. */
export type OpenCall = { -readonly [Field in keyof ServedCall]: ServedCall[Field] };

/** The memory of the stub. */
export interface ServedCalls {
  readonly calls: readonly ServedCall[];
  /** The number for the next call. */
  nextId(): number;
  open(request: StubRequest, now: number, bytes?: CallBytes): OpenCall;
  /** Ends a call, once; later ends are ignored. */
  end(call: OpenCall, ending: Exclude<CallEnding, "open">, now: number): void;
  /** Resolves when `count` calls have arrived since the start or the last reset. */
  waitForArrived(count: number): Promise<void>;
  /** Resolves when `count` calls have ended since the start or the last reset. */
  waitForEnded(count: number): Promise<void>;
  reset(): void;
  close(): void;
}

/** Bounds and the file of a stub's memory. */
export interface ServedCallsOptions {
  /** The oldest calls are forgotten past this number. */
  readonly maxCalls: number;
  /** Gets one JSON line for each call when it ends: a ServedCall without headers and bytes. */
  readonly servedLog?: string;
}

/** Makes an empty memory. The log is written synchronously, so that it is whole whoever is killed next. */
export function createServedCalls({ maxCalls, servedLog }: ServedCallsOptions): ServedCalls {
  const calls: OpenCall[] = [];
  const waiters = createWaiters();
  let arrived = 0;
  let ended = 0;
  let generation = 0;
  const generations = new WeakMap<OpenCall, number>();

  return {
    calls,
    nextId: () => arrived + 1,
    open(request, now, bytes) {
      const { id, path, target, model, isStreaming, headers, body } = request;
      const call: OpenCall = {
        id,
        at: now,
        path,
        target,
        model,
        stream: isStreaming,
        headers,
        body,
        ending: "open",
        completed: false,
        tokensSent: 0,
        ...(bytes === undefined ? {} : { bytes }),
      };
      arrived += 1;
      generations.set(call, generation);
      calls.push(call);
      if (calls.length > maxCalls) calls.shift();
      waiters.check();
      return call;
    },
    end(call, ending, now) {
      if (call.ending !== "open") return;
      Object.assign(call, { ending, completed: ending === "complete", endedAt: now });
      if (servedLog !== undefined) appendFileSync(servedLog, `${JSON.stringify(loggedCall(call))}\n`);
      // A call that outlived a reset is no longer counted.
      if (generations.get(call) === generation) ended += 1;
      waiters.check();
    },
    waitForArrived: (count) => waiters.until(() => arrived >= count),
    waitForEnded: (count) => waiters.until(() => ended >= count),
    reset() {
      calls.length = 0;
      arrived = 0;
      ended = 0;
      generation += 1;
    },
    close: () => waiters.abandon("the stub was closed"),
  };
}

type LoggedCall = Omit<ServedCall, "headers" | "responseHeaders" | "bytes">;

function loggedCall({ headers: _, responseHeaders: _2, bytes: _3, ...call }: OpenCall): LoggedCall {
  return call;
}
