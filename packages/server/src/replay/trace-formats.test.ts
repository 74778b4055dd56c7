import { describe, expect, it } from "vitest";
import { TRACE_FORMATS, type TraceFormat } from "./trace-formats.ts";

function formatOf(firstLine: string): TraceFormat | undefined {
  return TRACE_FORMATS.find(({ matches }) => matches(firstLine));
}

describe("Azure's trace", () => {
  const azure = formatOf("TIMESTAMP,ContextTokens,GeneratedTokens\r");

  it("gives times in UTC to the microsecond, and tokens", () => {
    expect(azure?.hasHeading).toBe(true);
    expect(azure?.reader()("2023-11-16 18:17:03.9799601,4808,10\r")).toEqual({
      atMs: Date.UTC(2023, 10, 16, 18, 17, 3) + 979.96,
      inputTokens: 4808,
      cacheReadTokens: 0,
      outputTokens: 10,
    });
  });

  it.each([
    "",
    "2023-11-16,1,2",
    "2023-11-16 18:17:03.1,-1,2",
    "2023-11-16 18:17:03.1,1",
    "2023-13-16 18:17:03.1,1,2",
  ])("passes over %s", (line) => expect(azure?.reader()(line)).toBeUndefined());
});

describe("Mooncake's trace", () => {
  const line = (atMs: number, input: number, ids: readonly number[]) =>
    JSON.stringify({ timestamp: atMs, input_length: input, output_length: 7, hash_ids: ids });
  const mooncake = formatOf(line(0, 10, [0]));

  it("takes leading blocks that came before for cached, up to the whole prompt", () => {
    const read = mooncake?.reader();
    expect(read?.(line(0, 1_500, [0, 1, 2]))?.cacheReadTokens).toBe(0);
    expect(read?.(line(5, 2_000, [0, 1, 3, 2]))?.cacheReadTokens).toBe(1_024);
    expect(read?.(line(9, 1_100, [0, 1, 2]))?.cacheReadTokens).toBe(1_100);
    expect(read?.(line(9, 1_100, [9, 0, 1]))?.cacheReadTokens).toBe(0);
  });

  it("remembers nothing of another file", () => {
    mooncake?.reader()(line(0, 1_500, [0, 1, 2]));
    expect(mooncake?.reader()(line(0, 1_500, [0, 1, 2]))?.cacheReadTokens).toBe(0);
  });

  it.each(["{", "[]", '{"timestamp":0}', line(-1, 1, [1]), line(0, 1.5, [1])])("passes over %s", (text) =>
    expect(mooncake?.reader()(text)).toBeUndefined(),
  );
});

it.each(["", "time,tokens", '{"v":1,"traceId":"x"}'])("%s begins no trace", (line) =>
  expect(formatOf(line)).toBeUndefined(),
);
