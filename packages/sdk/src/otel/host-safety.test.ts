import { channel } from "node:diagnostics_channel";
import { context, trace } from "@opentelemetry/api";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { emissionChoice } from "./emission-choice.ts";
import { SpanEmitter } from "./span-emitter.ts";
import { type MemoryTelemetry, registerMemoryTelemetry } from "./testing/memory-telemetry.ts";
import { ANSWERED, chatStart, watchTelemetry } from "./testing/telemetry-rig.ts";

let telemetry: MemoryTelemetry;
beforeEach(() => {
  telemetry = registerMemoryTelemetry();
});
afterEach(() => telemetry.unregister());

describe("what is sent to the provider", () => {
  it("is sent inside the call's span, and gives back what the act gives", async () => {
    const { tracker, spans } = watchTelemetry();
    await tracker.start(chatStart("r1"));
    const { spanContext } = telemetry.tracing.named("chat gpt-4o");
    const seen = spans?.inside?.("r1", () => trace.getSpanContext(context.active()));
    expect(seen).toEqual(spanContext);
    expect(await spans?.inside?.("r1", async () => 42)).toBe(42);
    expect(spans?.inside?.("unknown", () => trace.getSpanContext(context.active()))).toBeUndefined();
  });

  it("throws what the act throws, and acts once", async () => {
    const { tracker, spans } = watchTelemetry();
    await tracker.start(chatStart("r1"));
    let acts = 0;
    const act = () => {
      acts += 1;
      throw new TypeError("fetch failed");
    };
    expect(() => spans?.inside?.("r1", act)).toThrow("fetch failed");
    expect(acts).toBe(1);
  });

  it("carries the span's place and never the baggage", async () => {
    const { tracker, spans } = watchTelemetry();
    await tracker.start(chatStart("r1"));
    const { traceId, spanId } = telemetry.tracing.named("chat gpt-4o").spanContext;
    expect(spans?.headers?.("r1")).toEqual({ traceparent: `00-${traceId}-${spanId}-01` });
    tracker.end("r1", ANSWERED);
    expect(spans?.headers?.("r1")).toEqual({});
  });

  it("carries nothing where an instrumentation of fetch does it, unless told to", async () => {
    const listener = () => undefined;
    channel("undici:request:create").subscribe(listener);
    const headersWith = async (propagate: "auto" | "always" | "never") => {
      const { tracker, spans } = watchTelemetry({}, { propagate });
      await tracker.start(chatStart(propagate));
      return Object.keys(spans?.headers?.(propagate) ?? {});
    };
    expect(await headersWith("auto")).toEqual([]);
    expect(await headersWith("always")).toEqual(["traceparent"]);
    channel("undici:request:create").unsubscribe(listener);
    expect(await headersWith("never")).toEqual([]);
  });
});

describe("a host whose OpenTelemetry breaks", () => {
  it("loses nothing of ours, and hears nothing but a warning", async () => {
    const { tracker, only, warnings, spans } = watchTelemetry();
    telemetry.tracing.failure = new Error("tracer broke");
    await tracker.start(chatStart("0199abcd-1234-7000-8000-00007fffffff"));
    expect(spans?.inside?.("0199abcd-1234-7000-8000-00007fffffff", () => 42)).toBe(42);
    tracker.end("0199abcd-1234-7000-8000-00007fffffff", ANSWERED);
    expect(only()).toMatchObject({ spanId: "800000007fffffff", status: "ok" });
    expect(warnings.join()).toContain("tracer broke");
  });

  it("still has its spans ended when the metrics break", async () => {
    const { tracker } = watchTelemetry();
    telemetry.measuring.getMeter = () => {
      throw new Error("meter broke");
    };
    await tracker.start(chatStart("r1"));
    tracker.end("r1", ANSWERED);
    expect(telemetry.tracing.named("chat gpt-4o").ends).toBe(1);
  });
});

describe("open spans", () => {
  it("are as many as the tracker's open runs, and all end", async () => {
    const choice = emissionChoice({}, {});
    const emitter = new SpanEmitter({ choice, onInternalError: () => undefined });
    const { tracker } = watchTelemetry({ maxOpenRuns: 10, openTelemetry: { connect: () => emitter } });
    for (let index = 0; index < 100; index += 1) await tracker.start(chatStart(`r${index}`));
    expect(emitter.openSpans).toBe(10);
    for (let index = 0; index < 100; index += 1) tracker.end(`r${index}`, ANSWERED);
    expect(emitter.openSpans).toBe(0);
    expect(new Set(telemetry.tracing.spans.map(({ ends }) => ends))).toEqual(new Set([1]));
  });

  it("are replaced when a run's id comes again", async () => {
    const { tracker } = watchTelemetry();
    await tracker.start(chatStart("r1"));
    await tracker.start(chatStart("r1"));
    tracker.end("r1", ANSWERED);
    expect(telemetry.tracing.spans.map(({ ends }) => ends)).toEqual([1, 1]);
  });
});
