import { JsonLogsSerializer, ProtobufLogsSerializer } from "@opentelemetry/otlp-transformer";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_DECODE_LIMITS } from "./decode-limits.ts";
import { MalformedRequestError } from "./malformed-request-error.ts";
import type { DecodedLogs, OtlpLog } from "./otlp-log.ts";
import {
  anyValue,
  attributes,
  damaged,
  field,
  hexOf,
  hrTime,
  jsonRequests,
  NO_OBJECTS,
  nanos,
  plain,
  readOrRefused,
  text,
  UNKNOWN_FIELDS,
} from "./otlp-requests.samples.ts";
import { readLogs } from "./read-logs.ts";
import { readLogsJson } from "./read-logs-json.ts";

const sdkLog = fc.record({
  ids: fc.option(fc.tuple(hexOf(32), hexOf(16)), { nil: undefined }),
  hrTime,
  hrTimeObserved: hrTime,
  eventName: text,
  severityNumber: fc.integer({ min: 0, max: 24 }),
  body: fc.option(anyValue, { nil: undefined }),
  attributes,
  resourceAttributes: attributes,
  scope: fc.record({ name: text, version: text }),
});
type SdkLog = typeof sdkLog extends fc.Arbitrary<infer Log> ? Log : never;

/** The record as OpenTelemetry's SDK hands it to its serializers. */
function readable({ ids, scope, resourceAttributes, ...log }: SdkLog): object {
  return {
    ...log,
    ...(ids !== undefined && { spanContext: { traceId: ids[0], spanId: ids[1], traceFlags: 1 } }),
    resource: { attributes: resourceAttributes, asyncAttributesPending: false },
    instrumentationScope: scope,
    droppedAttributesCount: 0,
  };
}

function expected({ ids, ...log }: SdkLog): OtlpLog {
  return {
    traceId: ids?.[0] ?? "",
    spanId: ids?.[1] ?? "",
    timeUnixNano: nanos(log.hrTime),
    eventName:
      log.eventName || (typeof log.attributes["event.name"] === "string" ? log.attributes["event.name"] : ""),
    severity: log.severityNumber,
    body: log.body ?? null,
    attributes: log.attributes,
    resource: log.resourceAttributes,
    scopeName: log.scope.name,
    scopeVersion: log.scope.version,
  };
}

function serialized(logs: readonly SdkLog[], { serializeRequest }: typeof ProtobufLogsSerializer): Buffer {
  // The serializers ask for classes of the SDK; these objects have all that they read.
  const bytes = (serializeRequest as (handed: readonly object[]) => Uint8Array | undefined)(
    logs.map(readable),
  );
  return Buffer.from(bytes ?? []);
}

const sorted = ({ logs }: DecodedLogs) => logs.map((log) => JSON.stringify(plain(log), stableKeys)).sort();
/** Keys in one order, whoever wrote the map. */
const stableKeys = (_: string, part: unknown) =>
  typeof part === "object" && part !== null && !Array.isArray(part)
    ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
    : part;

describe("readLogs", () => {
  it("reads what OpenTelemetry's own serializers write, protobuf and JSON alike", () => {
    fc.assert(
      fc.property(fc.array(sdkLog, { maxLength: 6 }), (logs) => {
        const wanted = sorted({ logs: logs.map(expected), rejected: {} });
        const fromProtobuf = readLogs(serialized(logs, ProtobufLogsSerializer), DEFAULT_DECODE_LIMITS);
        expect(sorted(fromProtobuf)).toEqual(wanted);
        expect(fromProtobuf.rejected).toEqual({});
        const json = serialized(logs, JsonLogsSerializer).toString();
        expect(sorted(readLogsJson(json, DEFAULT_DECODE_LIMITS))).toEqual(wanted);
      }),
    );
  });

  it("reads or refuses any bytes, and never breaks on them", () => {
    const request = fc
      .array(sdkLog, { minLength: 1, maxLength: 3 })
      .map((logs) => serialized(logs, ProtobufLogsSerializer));
    fc.assert(
      fc.property(damaged(request), (bytes) => {
        try {
          for (const { traceId } of readLogs(bytes, DEFAULT_DECODE_LIMITS).logs) {
            expect(traceId).toMatch(/^([0-9a-f]{32})?$/);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedRequestError);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("reads or refuses any JSON, and never breaks on it", () => {
    fc.assert(
      fc.property(jsonRequests("logs"), (request) => {
        const { logs = [] } = readOrRefused(() => readLogsJson(request, DEFAULT_DECODE_LIMITS)) ?? {};
        expect(Array.isArray(logs)).toBe(true);
      }),
    );
    for (const text of NO_OBJECTS) {
      expect(() => readLogsJson(text, DEFAULT_DECODE_LIMITS)).toThrow(MalformedRequestError);
    }
  });

  const inRequest = (record: Buffer) => field(1, field(2, field(2, record)));

  it("passes over fields that it does not know", () => {
    const record = Buffer.concat([UNKNOWN_FIELDS, field(12, Buffer.from("gen_ai.choice")), UNKNOWN_FIELDS]);
    const bytes = Buffer.concat([UNKNOWN_FIELDS, inRequest(record)]);
    expect(readLogs(bytes, DEFAULT_DECODE_LIMITS).logs).toMatchObject([{ eventName: "gen_ai.choice" }]);
  });

  it("leaves out what is nested too deeply, and reads the rest", () => {
    let body = field(1, Buffer.from("deep"));
    for (let depth = 0; depth < 2_000; depth += 1) body = field(5, field(1, body));
    const record = Buffer.concat([field(5, body), field(12, Buffer.from("after"))]);
    const [log] = readLogs(inRequest(record), DEFAULT_DECODE_LIMITS).logs;
    expect(log?.eventName).toBe("after");
    expect(JSON.stringify(log?.body)).toMatch(/^\[{17}null\]{17}$/);
    const json = `${'{"arrayValue":{"values":['.repeat(5_000)}{"stringValue":"deep"}${"]}}".repeat(5_000)}`;
    const request = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":${json},"eventName":"after"}]}]}]}`;
    expect(readLogsJson(request, DEFAULT_DECODE_LIMITS).logs).toMatchObject([{ eventName: "after" }]);
  });

  it("believes no length that points beyond its message", () => {
    const huge = Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f, 1]);
    expect(() => readLogs(huge, DEFAULT_DECODE_LIMITS)).toThrow(MalformedRequestError);
    expect(() => readLogs(inRequest(huge), DEFAULT_DECODE_LIMITS)).toThrow(MalformedRequestError);
  });

  it("rejects ids that are none, one record at a time, and what is beyond the limit", () => {
    const logs = ["ff", "0".repeat(32), "5b8efff798038103d269b633813fc60c"].map((hex) =>
      field(9, Buffer.from(hex, "hex")),
    );
    const bytes = Buffer.concat(logs.map(inRequest));
    expect(readLogs(bytes, DEFAULT_DECODE_LIMITS)).toMatchObject({
      logs: [{ traceId: "" }, { traceId: "5b8efff798038103d269b633813fc60c" }],
      rejected: { invalid_id: 1 },
    });
    expect(readLogs(bytes, { ...DEFAULT_DECODE_LIMITS, maxSpans: 1 }).rejected).toEqual({
      invalid_id: 1,
      too_many_logs: 1,
    });
  });
});
