import type { SpanRecord } from "@breakwater/core/record/span-record";
import type { OpenRun } from "./open-run.ts";

interface AbandonedRun {
  readonly run: OpenRun;
  readonly record: SpanRecord;
}

/** Runs given up for lost are remembered in case their end comes after all; the oldest are forgotten first. */
const MAX_REMEMBERED = 1_000;

/** The runs that were given up for lost lately. */
export class AbandonedRuns {
  readonly #runs = new Map<string, AbandonedRun>();

  add(run: OpenRun, record: SpanRecord): void {
    this.#runs.set(run.id, { run, record });
    const oldest = this.#runs.size > MAX_REMEMBERED ? this.#runs.keys().next().value : undefined;
    if (oldest !== undefined) this.#runs.delete(oldest);
  }

  runOf(id: string): OpenRun | undefined {
    return this.#runs.get(id)?.run;
  }

  records(): SpanRecord[] {
    return [...this.#runs.values()].map(({ record }) => record);
  }

  take(id: string): AbandonedRun | undefined {
    const found = this.#runs.get(id);
    this.#runs.delete(id);
    return found;
  }
}
