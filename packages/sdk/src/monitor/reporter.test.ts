import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { describe, expect, it } from "vitest";
import { Reporter } from "./reporter.ts";

function rig(level: "silent" | "warn" | "info" = "warn") {
  const clock = createFakeClock();
  const said: string[] = [];
  const logger = {
    warn: (text: string) => said.push(`W ${text}`),
    info: (text: string) => said.push(`I ${text}`),
  };
  return { clock, said, reporter: new Reporter(logger, clock, level) };
}

describe("Reporter", () => {
  it("says the same at most once a minute", () => {
    const { clock, said, reporter } = rig();
    for (let n = 0; n < 100; n += 1) reporter.warn("the disk is full");
    clock.set(clock.now() + 59_999);
    reporter.warn("the disk is full");
    expect(said).toEqual(["W [breakwater] the disk is full"]);
    clock.set(clock.now() + 1);
    reporter.warn("the disk is full");
    expect(said).toHaveLength(2);
  });

  it("says different things at once, and speaks again after the clock was set far back", () => {
    const { clock, said, reporter } = rig();
    reporter.warn("a");
    reporter.warn("b");
    clock.set(clock.now() - 3_600_000);
    reporter.warn("a");
    expect(said).toHaveLength(3);
  });

  it.each([
    ["silent", []],
    ["warn", ["W [breakwater] w"]],
    ["info", ["W [breakwater] w", "I [breakwater] i"]],
  ] as const)("at the level %s it says what belongs there", (level, expected) => {
    const { said, reporter } = rig(level);
    reporter.warn("w");
    reporter.info("i");
    expect(said).toEqual(expected);
  });

  it("counts internal errors even when it is silent, and tells of them without secrets", () => {
    const { said, reporter } = rig("silent");
    const error = new Error("lost Authorization: Bearer sk-proj-abcdefghijklmnopqrstuvwxyz0123456789");
    reporter.internalError(error);
    expect(said).toEqual([]);
    reporter.setLevel("warn");
    reporter.internalError(error);
    expect(reporter.internalErrors).toBe(2);
    expect(said.join()).toContain("your call is not affected");
    expect(said.join()).not.toContain("abcdefghijklmnop");
  });

  it("never throws, whatever its logger does or is handed", () => {
    const throwing = () => {
      throw new Error("no");
    };
    const reporter = new Reporter({ warn: throwing, info: throwing }, createFakeClock(), "info");
    expect(() => {
      reporter.warn("w");
      reporter.info("i");
      for (const thrown of [undefined, null, 7, "text", Object.create(null)]) reporter.internalError(thrown);
    }).not.toThrow();
    expect(reporter.internalErrors).toBe(5);
  });
});
