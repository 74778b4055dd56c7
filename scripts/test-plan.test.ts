import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { planTests } from "./test-plan.ts";

describe("planTests", () => {
  it("builds, checks and tests everything when nothing is asked for", () => {
    const { build, checks, vitestArguments } = planTests([]);
    expect(build).toBeDefined();
    expect(checks.length).toBeGreaterThan(0);
    expect(vitestArguments).toEqual([]);
  });

  it("leaves out the tests for --checks", () => {
    expect(planTests(["--checks"])).toEqual({ ...planTests([]), vitestArguments: undefined });
  });

  it("leaves out what needs sockets, processes or the build for unit, and narrows further", () => {
    const { build, checks, vitestArguments } = planTests(["unit", "packages/core"]);
    expect(build).toBeUndefined();
    expect(checks).toEqual([]);
    expect(vitestArguments).toEqual(["--project", "unit", "packages/core"]);
  });

  it("passes a filter through to vitest, on a fresh build", () => {
    expect(planTests(["e2e/hosts.test.ts", "-t", "CommonJS"])).toEqual({
      build: planTests([]).build,
      checks: [],
      vitestArguments: ["e2e/hosts.test.ts", "-t", "CommonJS"],
    });
  });

  it("names only scripts that exist", () => {
    const { build, checks } = planTests([]);
    const steps = build === undefined ? checks : [build, ...checks];
    const scripts = steps.flatMap(({ command }) => command.filter((part) => part.startsWith("scripts/")));
    expect(scripts.filter((script) => !existsSync(script))).toEqual([]);
  });
});
