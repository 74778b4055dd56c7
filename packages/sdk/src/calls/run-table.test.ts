import { describe, expect, it } from "vitest";
import type { OpenRun, RunStart } from "./open-run.ts";
import { RunTable } from "./run-table.ts";

const ROOT = "01990000-0000-7000-8000-000000000001";
const CHILD = "01990000-0000-7000-8000-000000000002";
const GRANDCHILD = "01990000-0000-7000-8000-000000000003";

const step = (id: string, parentId?: string, context: RunStart["context"] = {}): RunStart => ({
  id,
  parentId,
  kind: "chain",
  name: "step",
  context,
});
const ids = (runs: readonly OpenRun[]): string[] => runs.map(({ id }) => id);

describe("RunTable", () => {
  it("puts the steps of a run into its trace, below their parent", () => {
    const runs = new RunTable();
    const root = runs.open(step(ROOT), { startedAt: 0 });
    const child = runs.open(step(CHILD, ROOT), { startedAt: 1 });
    const grandchild = runs.open(step(GRANDCHILD, CHILD), { startedAt: 2 });
    expect(root.parentSpanId).toBeUndefined();
    expect([child.traceId, grandchild.traceId]).toEqual([root.traceId, root.traceId]);
    expect([child.parentSpanId, grandchild.parentSpanId]).toEqual([root.spanId, child.spanId]);
  });

  it("names the trace by a parent that it has never seen", () => {
    const run = new RunTable().open(step(CHILD, ROOT), { startedAt: 0 });
    expect(run.traceId).toBe(ROOT.replaceAll("-", ""));
    expect(run.parentSpanId).toBe(ROOT.replaceAll("-", "").slice(16));
  });

  it("gives a step its parent's user, session, query type and environment, but its own first", () => {
    const runs = new RunTable();
    const who = { userId: "u1", sessionId: "s1", queryType: "chat", environment: "staging", tags: ["mine"] };
    runs.open(step(ROOT, undefined, who), { startedAt: 0 });
    const child = runs.open(step(CHILD, ROOT, { queryType: "rag" }), { startedAt: 1 });
    expect(child.context).toEqual({
      userId: "u1",
      sessionId: "s1",
      queryType: "rag",
      environment: "staging",
    });
  });

  it("gives back a run once, and nothing for ids that it does not know", () => {
    const runs = new RunTable();
    runs.open(step(ROOT), { startedAt: 0 });
    expect(runs.close(ROOT, 1)?.id).toBe(ROOT);
    expect(runs.close(ROOT, 1)).toBeUndefined();
    expect(runs.close("never", 1)).toBeUndefined();
    expect(runs.size).toBe(0);
  });

  it("knows which run has been open the longest", () => {
    const runs = new RunTable();
    for (const id of ["a", "b", "c"]) runs.open(step(id), { startedAt: 0 });
    runs.close("a", 1);
    expect(runs.oldest()?.id).toBe("b");
  });
});

describe("RunTable.silentSince", () => {
  it("finds runs without a sign of life, children before their parents", () => {
    const runs = new RunTable();
    runs.open(step("root"), { startedAt: 0 });
    runs.open(step("child", "root"), { startedAt: 10 });
    runs.open(step("young"), { startedAt: 50 });
    expect(ids(runs.silentSince(20))).toEqual(["child", "root"]);
  });

  it("passes over a silent ancestor while anything below it lives", () => {
    const runs = new RunTable();
    runs.open(step("root"), { startedAt: 0 });
    runs.open(step("child", "root"), { startedAt: 0 });
    const grandchild = runs.open(step("grandchild", "child"), { startedAt: 0 });
    grandchild.lastActivityAt = 100;
    expect(runs.silentSince(50)).toEqual([]);
    grandchild.lastActivityAt = 0;
    expect(ids(runs.silentSince(50))).toEqual(["grandchild", "child", "root"]);
  });

  it("counts the start and the end of a child as a sign of life", () => {
    const runs = new RunTable();
    runs.open(step("root"), { startedAt: 0 });
    runs.open(step("child", "root"), { startedAt: 30 });
    runs.close("child", 60);
    expect(runs.silentSince(59)).toEqual([]);
    expect(ids(runs.silentSince(60))).toEqual(["root"]);
  });

  it("finds a silent child of a parent that lives", () => {
    const runs = new RunTable();
    const root = runs.open(step("root"), { startedAt: 0 });
    runs.open(step("child", "root"), { startedAt: 0 });
    root.lastActivityAt = 100;
    expect(ids(runs.silentSince(50))).toEqual(["child"]);
  });
});
