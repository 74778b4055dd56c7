import { property, textOf } from "@breakwater/core/usage/untyped";
import { jsonAttributes, jsonValue } from "./json-attributes.ts";
import { either, enumOf, idOf, nanosOf } from "./json-fields.ts";
import { LogCollector } from "./log-collector.ts";
import type { DecodedLogs, OtlpLog } from "./otlp-log.ts";
import type { DecodeLimits } from "./otlp-span.ts";
import type { Surroundings } from "./read-envelope.ts";
import { type EnvelopeNames, readEnvelopeJson } from "./read-envelope-json.ts";

const NAMES: EnvelopeNames = {
  resourceItems: ["resourceLogs", "resource_logs"],
  scopeItems: ["scopeLogs", "scope_logs"],
  items: ["logRecords", "log_records"],
};

/**
 * Reads an `ExportLogsServiceRequest` in OTLP's JSON form.
 * @throws MalformedRequestError when the text is no JSON object.
 */
export function readLogsJson(text: string, limits: DecodeLimits): DecodedLogs {
  const collector = new LogCollector(limits);
  readEnvelopeJson(text, { names: NAMES, limits }, (log, surroundings) =>
    collector.add({ ...logOf(log, limits), ...surroundings }),
  );
  return collector.decoded();
}

/** Names of the severities in protobuf's own JSON mapping, by number. */
const SEVERITIES = [
  "SEVERITY_NUMBER_UNSPECIFIED",
  ...["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"].flatMap((level) =>
    ["", "2", "3", "4"].map((step) => `SEVERITY_NUMBER_${level}${step}`),
  ),
];

function logOf(log: unknown, limits: DecodeLimits): Omit<OtlpLog, keyof Surroundings> {
  const attributes = jsonAttributes(property(log, "attributes"), limits);
  const own = nanosOf(either(log, "timeUnixNano", "time_unix_nano"));
  return {
    traceId: idOf(either(log, "traceId", "trace_id")),
    spanId: idOf(either(log, "spanId", "span_id")),
    timeUnixNano: own === 0n ? nanosOf(either(log, "observedTimeUnixNano", "observed_time_unix_nano")) : own,
    eventName: (textOf(either(log, "eventName", "event_name")) || textOf(attributes["event.name"])) ?? "",
    severity: enumOf(either(log, "severityNumber", "severity_number"), SEVERITIES),
    body: jsonValue(property(log, "body"), limits),
    attributes,
  };
}
