import { expect, it } from "vitest";
import {
  addsUp,
  EXPLORED_MEASURES,
  exploredOf,
  formatOf,
  measuresOf,
  narrowedTo,
  viewBefore,
} from "./explored.ts";

it("looks at spend by model unless the address says otherwise, and takes no nonsense", () => {
  expect(exploredOf({})).toEqual({ measure: "costNanos", by: "model", draw: "bar", isCompared: false });
  expect(exploredOf({ measure: "latencyP90Ms", by: "metadata.team", compare: "true" })).toEqual({
    measure: "latencyP90Ms",
    by: "metadata.team",
    draw: "line",
    isCompared: true,
  });
  expect(exploredOf({ measure: "latencyP50Ms", draw: "bar" }).draw).toBe("line");
  expect(exploredOf({ measure: "latencyP50Ms", draw: "table" }).draw).toBe("table");
  expect(exploredOf({ measure: "x", by: "metadata." })).toMatchObject({
    measure: "costNanos",
    by: "nothing",
  });
});

it("stacks what adds up and nothing else", () => {
  const stacked = Object.values(EXPLORED_MEASURES).flat().filter(addsUp);
  expect(stacked.filter((name) => /Ms|Rate|Per|Quantiles/.test(name))).toEqual([]);
  expect(stacked).toContain("reasoningTokens");
  expect(measuresOf("latencyQuantiles")).toEqual(["latencyP50Ms", "latencyP95Ms", "latencyP99Ms"]);
  expect(formatOf("firstTokenQuantiles")(1_500, "en")).toBe("1.50s");
});

it("narrows to a value of metadata beside other keys, in place of the same", () => {
  const view = { metadata: ["team=a", "tier=gold"] };
  expect(narrowedTo(view, "metadata.team", "b")).toEqual({ metadata: ["tier=gold", "team=b"] });
  expect(narrowedTo(view, "user", "u")).toEqual({ ...view, user: ["u"] });
});

it("looks as far back as the range is long", () => {
  const range = { from: "2026-03-01T12:00:00.000Z", to: "2026-03-01T18:00:00.000Z" };
  expect(viewBefore({ model: ["m"] }, range)).toEqual({
    model: ["m"],
    from: "2026-03-01T06:00:00.000Z",
    to: "2026-03-01T12:00:00.000Z",
  });
});
