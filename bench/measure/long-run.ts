import type { HandlerEntry } from "../handlers/registry.ts";
import { SCENARIOS } from "../workload/scenarios.ts";
import { MeasuredHandler } from "./measured-handler.ts";

/** Memory after so many calls, garbage collected. */
export interface LongRunSample {
  readonly calls: number;
  readonly rssMb: number;
  readonly heapUsedMb: number;
}

/** Parts of {@link longRun}. */
export interface LongRunParts {
  readonly handler: HandlerEntry;
  readonly sinkUrl: string;
  readonly calls: number;
}

/** How a handler's memory goes over many single calls, in ten samples after a first. */
export async function longRun({ handler, sinkUrl, calls }: LongRunParts): Promise<LongRunSample[]> {
  const [single] = SCENARIOS;
  if (!single) throw new Error("There is no scenario.");
  const measured = await MeasuredHandler.start(handler, sinkUrl);
  const samples: LongRunSample[] = [];
  try {
    await measured.measure(single, { calls: 10_000 });
    for (let part = 0; part <= 10; part += 1) {
      if (part > 0) await measured.measure(single, { calls: calls / 10 });
      const { rssMb, heapUsedMb } = await measured.memory();
      samples.push({ calls: 10_000 + (part * calls) / 10, rssMb, heapUsedMb });
    }
    return samples;
  } finally {
    await measured.stop();
  }
}
