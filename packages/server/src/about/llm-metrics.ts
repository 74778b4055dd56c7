import { isInference, type SpanRecord } from "@breakwater/core/record/span-record";
import { Counter, Histogram, type Registry } from "prom-client";
import { BoundedLabels } from "./bounded-labels.ts";

/** Models that get numbers of their own; each costs some 30 series. */
const MAX_MODELS = 100;
const MAX_PROVIDERS = 30;
const LABELS = ["provider", "model"] as const;

/** What the monitored applications' calls cost, how long they took and how they failed, as Prometheus counts it. */
export class LlmMetrics {
  readonly #models = new BoundedLabels(MAX_MODELS);
  readonly #providers = new BoundedLabels(MAX_PROVIDERS);
  readonly #calls;
  readonly #errors;
  readonly #cost;
  readonly #unpriced;
  readonly #tokens;
  readonly #latency;

  constructor(registry: Registry) {
    const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
      new Counter({ name, help, labelNames, registers: [registry] });
    this.#calls = counter("breakwater_llm_calls_total", "Inference calls that ended, by outcome.", [
      ...LABELS,
      "status",
    ]);
    this.#errors = counter("breakwater_llm_errors_total", "Failed inference calls, by class.", [
      ...LABELS,
      "class",
    ]);
    this.#cost = counter("breakwater_llm_cost_usd_total", "What inference calls cost, in dollars.", LABELS);
    this.#unpriced = counter("breakwater_llm_unpriced_calls_total", "Calls without a known price.", LABELS);
    this.#tokens = counter(
      "breakwater_llm_tokens_total",
      "Tokens; input includes cached, output reasoning.",
      [...LABELS, "type"],
    );
    this.#latency = new Histogram({
      name: "breakwater_llm_latency_seconds",
      help: "Time from the start of a call to its end.",
      labelNames: LABELS,
      buckets: [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 120],
      registers: [registry],
    });
  }

  /** Counts a span that was stored for the first time in a final state. */
  note({ kind, status, cost, usage, error, durationMs, ...record }: SpanRecord): void {
    if (!isInference(kind) || status === "running") return;
    const { provider, requestModel, responseModel } = record;
    const labels = {
      provider: this.#providers.labelOf(provider),
      model: this.#models.labelOf(requestModel ?? responseModel),
    };
    this.#calls.inc({ ...labels, status });
    if (error !== undefined) this.#errors.inc({ ...labels, class: error.class });
    if (cost?.source === "unpriced") this.#unpriced.inc(labels);
    else if (cost !== undefined && cost.totalNanos > 0) this.#cost.inc(labels, cost.totalNanos / 1e9);
    if (usage !== undefined) {
      this.#tokens.inc({ ...labels, type: "input" }, Math.max(0, usage.inputTokens));
      this.#tokens.inc({ ...labels, type: "output" }, Math.max(0, usage.outputTokens));
    }
    if (durationMs !== undefined && durationMs >= 0) this.#latency.observe(labels, durationMs / 1000);
  }
}
