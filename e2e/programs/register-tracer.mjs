// Stands where an OpenTelemetry SDK registers itself, and prints the names of the spans that are started.
const context = { traceId: `${"0".repeat(31)}1`, spanId: `${"0".repeat(15)}1`, traceFlags: 1 };
const span = new Proxy(
  { spanContext: () => context, isRecording: () => true },
  { get: (own, name) => own[name] ?? (() => span) },
);
const tracer = {
  startSpan(name) {
    console.log(`span ${name}`);
    return span;
  },
};
globalThis[Symbol.for("opentelemetry.js.api.1")] = { version: "1.99.0", trace: { getTracer: () => tracer } };
