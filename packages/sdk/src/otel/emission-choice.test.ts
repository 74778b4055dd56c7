import { describe, expect, it } from "vitest";
import { emissionChoice } from "./emission-choice.ts";

const OPT_IN = "OTEL_SEMCONV_STABILITY_OPT_IN";
const CAPTURE = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT";

describe("emissionChoice", () => {
  it.each([
    { list: undefined, emits: "new" },
    { list: "", emits: "new" },
    { list: "gen_ai_latest_experimental", emits: "new" },
    { list: "http,database/dup", emits: "new" },
    { list: "gen_ai/dup", emits: "both" },
    { list: " HTTP , Gen_AI/Dup ", emits: "both" },
    { list: "gen_ai/old", emits: "old" },
    { list: "http/dup,gen_ai/old", emits: "old" },
    { list: "gen_ai/old,gen_ai_latest_experimental", emits: "both" },
    { list: "gen_ai/old,gen_ai/dup", emits: "both" },
  ])("emits the $emits names for the opt-in $list", ({ list, emits }) => {
    const { emitsNew, emitsOld } = emissionChoice({}, { [OPT_IN]: list });
    expect([emitsNew, emitsOld]).toEqual([emits !== "old", emits !== "new"]);
  });

  it("puts the option before the environment", () => {
    const { emitsNew, emitsOld } = emissionChoice({ conventions: "old" }, { [OPT_IN]: "gen_ai/dup" });
    expect([emitsNew, emitsOld]).toEqual([false, true]);
  });

  it.each([
    [undefined, false],
    ["false", false],
    ["no_content", false],
    ["event_only", false],
    ["true", true],
    ["TRUE ", true],
    ["SPAN_ONLY", true],
    ["span_and_event", true],
  ])("captures content for %s: %s", (asked, captures) => {
    expect(emissionChoice({}, { [CAPTURE]: asked }).capturesContent).toBe(captures);
    expect(emissionChoice({ captureContent: !captures }, { [CAPTURE]: asked }).capturesContent).toBe(
      !captures,
    );
  });

  it("splits metrics by nothing more, and leaves headers to others where there are any", () => {
    expect(emissionChoice({}, {})).toMatchObject({ metricDimensions: [], propagate: "auto" });
  });
});
