import { textOf } from "@breakwater/core/usage/untyped";
import { MAX_TEXT_LENGTH } from "./decode-limits.ts";
import { LogCollector } from "./log-collector.ts";
import type { DecodedLogs, OtlpLog } from "./otlp-log.ts";
import type { DecodeLimits } from "./otlp-span.ts";
import { newAttributes, readAnyValue, readAttributeField } from "./read-attributes.ts";
import { readEnvelope, type Surroundings } from "./read-envelope.ts";
import type { WireCursor } from "./wire-cursor.ts";

/**
 * Reads an `ExportLogsServiceRequest` in protobuf. Unknown fields are passed over; records with ids that are none are
 * rejected one by one.
 * @throws MalformedRequestError when the bytes are no protobuf message.
 */
export function readLogs(bytes: Buffer, limits: DecodeLimits): DecodedLogs {
  const collector = new LogCollector(limits);
  readEnvelope(bytes, limits, (cursor, end, surroundings) => {
    if (collector.isFull) {
      collector.reject("too_many_logs");
      cursor.position = end;
    } else collector.add(readLog(cursor, end, { surroundings, limits }));
  });
  return collector.decoded();
}

/** A log record whose parts are still being read. */
interface OpenLog {
  log: { -readonly [Field in keyof OtlpLog]: OtlpLog[Field] };
  observedUnixNano: bigint;
  readonly limits: DecodeLimits;
}

function readLog(
  cursor: WireCursor,
  end: number,
  { surroundings, limits }: { surroundings: Surroundings; limits: DecodeLimits },
): OtlpLog {
  const attributes = newAttributes();
  const open: OpenLog = {
    log: {
      traceId: "",
      spanId: "",
      timeUnixNano: 0n,
      eventName: "",
      severity: 0,
      body: null,
      attributes,
      ...surroundings,
    },
    observedUnixNano: 0n,
    limits,
  };
  let attributeCount = 0;
  while (cursor.next(end)) {
    if (cursor.field === ATTRIBUTES) {
      readAttributeField(cursor, end, { into: attributes, limits, count: attributeCount++ });
    } else readLogField(cursor, end, open);
  }
  const { log, observedUnixNano } = open;
  if (log.timeUnixNano === 0n) log.timeUnixNano = observedUnixNano;
  if (log.eventName === "") log.eventName = textOf(attributes["event.name"]) ?? "";
  return log;
}

const ATTRIBUTES = 6;

/** Reads a field of which a record has one. */
function readLogField(cursor: WireCursor, end: number, open: OpenLog): void {
  const { log, limits } = open;
  switch ((cursor.field << 3) | cursor.wireType) {
    case (1 << 3) | 1:
      log.timeUnixNano = cursor.fixed64();
      return;
    case 2 << 3:
      log.severity = cursor.varint();
      return;
    case (5 << 3) | 2:
      log.body = readAnyValue(cursor, cursor.endOfLength(end), { limits, depth: 0 });
      return;
    case (9 << 3) | 2:
      log.traceId = cursor.hex(cursor.endOfLength(end));
      return;
    case (10 << 3) | 2:
      log.spanId = cursor.hex(cursor.endOfLength(end));
      return;
    case (11 << 3) | 1:
      open.observedUnixNano = cursor.fixed64();
      return;
    case (12 << 3) | 2:
      log.eventName = cursor.text(cursor.endOfLength(end), MAX_TEXT_LENGTH);
      return;
    default:
      cursor.skip(end);
  }
}
