/** Which names are emitted. */
export type ConventionChoice = "new" | "old" | "both";

/** Value of the metric dimensions that an application may ask for. */
export type MetricDimension = "userId" | "sessionId" | "queryType" | "environment";

/** How the trace reaches the provider. */
export type PropagationChoice = "auto" | "always" | "never";

/** Options of `openTelemetry`; what is not named is read from the environment. */
export interface OpenTelemetryOptions {
  /** Which version of the GenAI conventions to emit. Default: as `OTEL_SEMCONV_STABILITY_OPT_IN` says, else `new`. */
  readonly conventions?: ConventionChoice | undefined;
  /**
   * Whether prompts and answers go onto spans. Only what the monitor's `payloads` option keeps is there to go.
   * Default: as `OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT` says, else false.
   */
  readonly captureContent?: boolean | undefined;
  /** Who-and-what of calls to split our metrics by; each value becomes a time series. Default: none. */
  readonly metricDimensions?: readonly MetricDimension[] | undefined;
  /**
   * Whether requests through `monitor.fetch` carry trace headers to the provider. `auto` (default) leaves it to an
   * instrumentation of Node's fetch where there is one; `always` and `never` do as they say.
   */
  readonly propagate?: PropagationChoice | undefined;
}

/** What is emitted, decided once. */
export interface EmissionChoice {
  readonly emitsNew: boolean;
  readonly emitsOld: boolean;
  readonly capturesContent: boolean;
  readonly metricDimensions: readonly MetricDimension[];
  readonly propagate: PropagationChoice;
}

const OPT_IN = "OTEL_SEMCONV_STABILITY_OPT_IN";
const CAPTURE_CONTENT = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT";

/** `true`, and the values of newer instrumentations that put content onto spans. */
const CAPTURING = new Set(["true", "1", "span_only", "span_and_event"]);

/** What to emit, from the options and, where they say nothing, the environment. */
export function emissionChoice(
  options: OpenTelemetryOptions,
  environment: Readonly<Record<string, string | undefined>>,
): EmissionChoice {
  const conventions = options.conventions ?? conventionsOf(environment[OPT_IN] ?? "");
  const asked = (environment[CAPTURE_CONTENT] ?? "").trim().toLowerCase();
  return {
    emitsNew: conventions !== "old",
    emitsOld: conventions !== "new",
    capturesContent: options.captureContent ?? CAPTURING.has(asked),
    metricDimensions: options.metricDimensions ?? [],
    propagate: options.propagate ?? "auto",
  };
}

/** The choice in a comma-separated opt-in list; entries for other areas (`http`, `database`) are not ours. */
function conventionsOf(list: string): ConventionChoice {
  const entries = new Set(list.split(",").map((entry) => entry.trim().toLowerCase()));
  const asksOld = entries.has("gen_ai/old");
  if (entries.has("gen_ai/dup") || (asksOld && entries.has("gen_ai_latest_experimental"))) return "both";
  return asksOld ? "old" : "new";
}
