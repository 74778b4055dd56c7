/** Who names metrics and events so; the first that fits. */
const PREFIXES: readonly (readonly [prefix: string, dialect: string])[] = [
  ["breakwater.", "breakwater"],
  ["langfuse.", "langfuse"],
  ["openinference.", "openinference"],
  ["langsmith.", "langsmith"],
  ["ai.", "ai-sdk"],
  ["traceloop.", "traceloop"],
  ["llm.", "traceloop"],
  ["openlit.", "openlit"],
  ["gen_ai.", "genai"],
];

/** The dialect of a metric's or an event's name, in the words of the dialects of spans; `none` when it tells of no LLM. */
export function dialectOfName(name: string): string {
  return PREFIXES.find(([prefix]) => name.startsWith(prefix))?.[1] ?? "none";
}
