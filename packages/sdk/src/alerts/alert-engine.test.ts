import { buildRecord, buildRecords } from "@breakwater/testkit/record-builder";
import { describe, expect, it } from "vitest";
import { createEngineBench, failedCall, sampleRule, sampleStatus } from "./alert-engine.samples.ts";
import { defaultRules } from "./alert-engine.ts";

const MINUTE_MS = 60_000;

describe("firing and resolving", () => {
  it("fires on the first look after an error and says what, where, who, how dear and since when", async () => {
    const bench = createEngineBench([sampleRule({ groupBy: ["model"] })], { labels: { service: "api" } });
    const cost = {
      source: "priced",
      totalNanos: 40e6,
      inputNanos: 40e6,
      outputNanos: 0,
      catalogue: "t",
    } as const;
    for (const userId of ["a", "b", "a"]) bench.feed(failedCall("rate_limit", { userId, cost }));
    await bench.clock.advance(0);
    expect(bench.takePosted()).toEqual([
      {
        labels: { service: "api", model: "gpt-4o", alertname: "Sample", severity: "warning" },
        annotations: {
          summary:
            "3 errors (rate_limit) of gpt-4o in the last 1m, 2 users hit, cost $0.12; since 2026-01-15 12:00:00 UTC.",
          description: "Latest error: RateLimitError: 429 Rate limit reached",
        },
        startsAt: bench.clock.now(),
        count: 3,
        value: 3,
      },
    ]);
  });

  it("looks at most once a second however many records come", async () => {
    const bench = createEngineBench([sampleRule()]);
    for (let step = 0; step < 100; step += 1) {
      bench.feed(failedCall());
      await bench.clock.advance(100);
    }
    // From the first moment to the last, both included.
    expect(bench.calls()).toBe(11);
  });

  it("counts on while it fires and keeps the total until it is over", async () => {
    const bench = createEngineBench([sampleRule()]);
    for (let minute = 0; minute < 5; minute += 1) {
      for (const record of Array.from({ length: 10 }, () => failedCall())) bench.feed(record);
      await bench.clock.advance(30_000);
    }
    await bench.clock.advance(5 * MINUTE_MS);
    const news = bench.takePosted();
    expect(news.at(-1)).toMatchObject({ count: 50, endsAt: expect.any(Number) });
    expect(news.filter(({ endsAt }) => endsAt !== undefined)).toHaveLength(1);
    expect(news.at(0)).toMatchObject({ count: 10, value: 10 });
  });

  it("counts from the beginning of the wait when the condition must hold for a while", async () => {
    const bench = createEngineBench([sampleRule({ forMs: 10_000 })]);
    for (let second = 0; second < 10; second += 1) {
      bench.feed(failedCall());
      await bench.clock.advance(1_000);
    }
    expect(bench.takeNews()).toEqual(["Sample firing 10"]);
  });

  it("starts its count anew when it fires again", async () => {
    const bench = createEngineBench([sampleRule()]);
    bench.feed(failedCall());
    await bench.clock.advance(2 * MINUTE_MS);
    bench.feed(failedCall());
    await bench.clock.advance(2 * MINUTE_MS);
    expect(bench.takeNews()).toEqual([
      "Sample firing 1",
      "Sample resolved 1",
      "Sample firing 1",
      "Sample resolved 1",
    ]);
  });

  it("lets an old burst slide out of the window", async () => {
    const bench = createEngineBench([sampleRule({ condition: { op: ">=", value: 10 } })]);
    for (let index = 0; index < 9; index += 1) bench.feed(failedCall());
    await bench.clock.advance(MINUTE_MS + 3_001);
    bench.feed(failedCall());
    await bench.clock.advance(MINUTE_MS + 3_001);
    expect(bench.posted).toEqual([]);
    for (let index = 0; index < 10; index += 1) bench.feed(failedCall());
    await bench.clock.advance(0);
    expect(bench.takeNews()).toEqual(["Sample firing 10"]);
  });

  it("lists what fires", async () => {
    const bench = createEngineBench([sampleRule()]);
    bench.feed(failedCall());
    await bench.clock.advance(0);
    expect(bench.engine.firing()).toEqual(bench.posted);
    await bench.clock.advance(2 * MINUTE_MS);
    expect(bench.engine.firing()).toEqual([]);
  });
});

describe("groups", () => {
  it("alerts by user, each for itself", async () => {
    const rule = sampleRule({ groupBy: ["userId"], condition: { op: ">=", value: 3 } });
    const bench = createEngineBench([rule]);
    for (const userId of ["a", "b", "a", "b", "a"]) bench.feed(failedCall("server", { userId }));
    await bench.clock.advance(0);
    const [alert, ...others] = bench.takePosted();
    expect(others).toEqual([]);
    expect(alert?.labels["userId"]).toBe("a");
    expect(alert?.annotations["summary"]).toContain(
      "3 errors (server) of gpt-4o for userId a in the last 1m;",
    );
  });

  it.each([
    ["metadata.team", { metadata: { team: "search" } }, "search"],
    ["metadata.team", { metadata: { other: 1 } }, "(none)"],
    ["queryType", { queryType: "rag" }, "rag"],
    ["errorClass", {}, "rate_limit"],
    ["fingerprint", {}, "00000000000000aa"],
    ["provider", {}, "openai"],
    ["sessionId", {}, "(none)"],
    ["userId", { userId: "u".repeat(300) }, `${"u".repeat(199)}…`],
  ])("groups by %s", async (dimension, overrides, value) => {
    const bench = createEngineBench([sampleRule({ groupBy: [dimension] })]);
    bench.feed(failedCall("rate_limit", overrides));
    await bench.clock.advance(0);
    expect(bench.posted[0]?.labels[dimension]).toBe(value);
  });

  it.each(["tag", "userID", "metadata.", "constructor"])("refuses to group by %s", (dimension) => {
    expect(() => createEngineBench([sampleRule({ groupBy: [dimension] })])).toThrow(
      new RangeError(
        `alert rule "Sample" cannot group by "${dimension}"; it can by model, provider, userId, sessionId, queryType, environment, service, errorClass, fingerprint and metadata.<name>`,
      ),
    );
  });

  it("keeps a bounded number of groups and gathers the rest in one", async () => {
    const bench = createEngineBench([sampleRule({ groupBy: ["userId", "model"] })], { maxGroups: 3 });
    for (let index = 0; index < 1_000; index += 1) bench.feed(failedCall("server", { userId: `u${index}` }));
    await bench.clock.advance(0);
    const counts = bench.takePosted().map(({ labels, count }) => [labels["userId"], labels["model"], count]);
    expect(counts).toEqual([
      ["u0", "gpt-4o", 1],
      ["u1", "gpt-4o", 1],
      ["u2", "gpt-4o", 1],
      ["(other)", "(other)", 997],
    ]);
    expect(bench.engine.stats()).toEqual({ groups: 4, folded: 997, failures: 0 });
    await bench.clock.advance(3 * MINUTE_MS);
    expect(bench.engine.stats().groups).toBe(0);
  });

  it("tells new counts of many alerts in turns, and every end with its total", async () => {
    const bench = createEngineBench([sampleRule({ groupBy: ["userId"] })]);
    const failAll = () => {
      for (let index = 0; index < 250; index += 1) bench.feed(failedCall("server", { userId: `u${index}` }));
    };
    failAll();
    await bench.clock.advance(0);
    expect(bench.takePosted()).toHaveLength(250);
    failAll();
    const updated = new Set<string | undefined>();
    for (const expected of [100, 200, 250]) {
      await bench.clock.advance(1_000);
      for (const { labels } of bench.takePosted()) updated.add(labels["userId"]);
      expect(updated.size).toBe(expected);
    }
    await bench.clock.advance(3 * MINUTE_MS);
    const ends = bench.takePosted().filter(({ endsAt }) => endsAt !== undefined);
    expect(ends.map(({ count }) => count)).toEqual(Array.from({ length: 250 }, () => 2));
  });
});

describe("signals", () => {
  const slow = () => buildRecord({ durationMs: 9_000, timeToFirstTokenMs: 4_000 });
  const unpriced = () => buildRecord({ cost: { source: "unpriced", reason: "no such model" } });
  const abandoned = () => buildRecord({ status: "abandoned" });
  const blocked = () => buildRecord({ status: "blocked" });

  it.each([
    ["errorRate", { op: ">", value: 0.4 }, () => [buildRecord(), failedCall()], 0.5, 1],
    ["calls", { op: ">=", value: 2 }, () => [buildRecord(), abandoned(), blocked()], 2, 2],
    ["unpricedCalls", { op: ">", value: 0 }, () => [unpriced(), buildRecord()], 1, 1],
    ["slowCalls", { op: ">", value: 0 }, () => [slow(), buildRecord()], 1, 1],
    ["deniedCalls", { op: ">", value: 0 }, () => [blocked(), buildRecord()], 1, 1],
    ["abandonedCalls", { op: ">", value: 0 }, () => [abandoned(), buildRecord()], 1, 1],
    ["cost", { op: ">", value: 500_000 }, () => [buildRecord(), buildRecord()], 900_000, 2],
    ["tokensPerSecond", { op: "<", value: 30 }, () => [buildRecord(), buildRecord()], 25, 2],
  ] as const)("%s is measured in its unit", async (signal, condition, records, value, count) => {
    const bench = createEngineBench([sampleRule({ signal, condition })]);
    for (const record of records()) bench.feed(record);
    await bench.clock.advance(0);
    const [alert] = bench.takePosted();
    expect(alert?.value).toBeCloseTo(value, 6);
    expect(alert?.count).toBe(count);
  });

  it("p95 latency fires when more than one call of twenty is slow, and is over when they have left", async () => {
    const rule = sampleRule({ signal: "latencyP95", condition: { op: ">", value: 5_000 }, minCalls: 20 });
    const bench = createEngineBench([rule]);
    for (const record of buildRecords(95, { durationMs: 1_000 })) bench.feed(record);
    for (const record of buildRecords(4, { durationMs: 8_000 })) bench.feed(record);
    await bench.clock.advance(1_000);
    expect(bench.takePosted()).toEqual([]);
    for (const record of buildRecords(4, { durationMs: 8_000 })) bench.feed(record);
    await bench.clock.advance(1_000);
    const [alert] = bench.takePosted();
    expect(alert?.value).toBeGreaterThan(7_900);
    expect(alert?.value).toBeLessThan(8_100);
    expect(alert?.annotations["summary"]).toMatch(
      /^(7\.9|8\.0)\ds p95 latency \(alert above 5\.00s\) of gpt-4o in the last 1m, 1 user hit, cost \$0\.0036; 8 calls beyond it since 2026/,
    );
    await bench.clock.advance(2 * MINUTE_MS);
    expect(bench.takeNews()).toEqual(["Sample resolved 8"]);
  });

  it("time to first token looks at streamed calls only", async () => {
    const rule = sampleRule({ signal: "timeToFirstTokenP95", condition: { op: ">", value: 2_000 } });
    const bench = createEngineBench([rule]);
    for (const record of [slow(), ...buildRecords(50)]) bench.feed(record);
    await bench.clock.advance(0);
    expect(bench.takeNews()).toEqual(["Sample firing 1"]);
  });

  it("means nothing by a rate over fewer calls than the rule asks for", async () => {
    const rule = sampleRule({ signal: "errorRate", condition: { op: ">", value: 0.2 }, minCalls: 20 });
    const bench = createEngineBench([rule]);
    for (let index = 0; index < 19; index += 1) bench.feed(failedCall());
    await bench.clock.advance(0);
    expect(bench.takeNews()).toEqual([]);
    bench.feed(failedCall());
    await bench.clock.advance(1_000);
    expect(bench.takeNews()).toEqual(["Sample firing 20"]);
  });

  it("sees a rate rise when only the good calls leave the window", async () => {
    const rule = sampleRule({ signal: "errorRate", condition: { op: ">", value: 0.5 } });
    const bench = createEngineBench([rule]);
    for (const record of buildRecords(100)) bench.feed(record);
    await bench.clock.advance(30_000);
    for (let index = 0; index < 10; index += 1) bench.feed(failedCall());
    await bench.clock.advance(1_000);
    expect(bench.takeNews()).toEqual([]);
    await bench.clock.advance(40_000);
    expect(bench.takeNews()).toEqual(["Sample firing 10"]);
  });

  it("a chain that repeats its call's failure does not count again, a chain that fails by itself does", async () => {
    const bench = createEngineBench([sampleRule()]);
    const call = failedCall();
    bench.feed(call);
    bench.feed(failedCall("rate_limit", { kind: "chain", traceId: call.traceId }));
    bench.feed(failedCall("rate_limit", { kind: "agent", traceId: call.traceId }));
    bench.feed(failedCall("rate_limit", { kind: "tool" }));
    bench.feed(failedCall("rate_limit", { kind: "chain" }));
    bench.feed(failedCall("budget", { kind: "chain" }));
    bench.feed(buildRecord({ status: "blocked" }));
    await bench.clock.advance(0);
    expect(bench.takeNews()).toEqual(["Sample firing 3"]);
  });

  it("ignores running records and steps that are not paid for", async () => {
    const bench = createEngineBench([sampleRule({ signal: "calls" })]);
    bench.feed(buildRecord({ status: "running" }));
    bench.feed(buildRecord({ kind: "chain" }));
    await bench.clock.advance(MINUTE_MS);
    expect(bench.posted).toEqual([]);
  });

  it("tells of each new kind of error once, and ends by itself though the error goes on", async () => {
    const bench = createEngineBench([sampleRule({ signal: "newErrorFingerprint" })]);
    const failWith = (fingerprint: string) =>
      failedCall("server", { error: { class: "server", type: "E", message: "m", fingerprint } });
    for (let second = 0; second < 300; second += 1) {
      bench.feed(failWith("a"));
      if (second === 100) bench.feed(failWith("b"));
      await bench.clock.advance(1_000);
    }
    const told = bench.takePosted();
    const beginnings = told.filter(({ endsAt, count }) => endsAt === undefined && count === 1);
    expect(beginnings.map(({ labels }) => labels["fingerprint"])).toEqual(["a", "b"]);
    const ends = told.filter(({ endsAt }) => endsAt !== undefined);
    expect(ends.map(({ labels }) => labels["fingerprint"])).toEqual(["a", "b"]);
    expect(bench.engine.firing()).toEqual([]);
  });

  it("counts dropped records, those before the first look too", async () => {
    const bench = createEngineBench([sampleRule({ signal: "droppedRecords", groupBy: ["model"] })]);
    bench.dropped = 7;
    bench.feed(buildRecord());
    await bench.clock.advance(0);
    const [alert] = bench.takePosted();
    expect(alert).toMatchObject({ count: 7, value: 7, labels: { alertname: "Sample", severity: "warning" } });
    bench.dropped = 9;
    await bench.clock.advance(1_000);
    expect(bench.takeNews()).toEqual(["Sample firing 9"]);
    await bench.clock.advance(2 * MINUTE_MS);
    expect(bench.takeNews().at(-1)).toBe("Sample resolved 9");
  });

  it("follows how full each budget is", async () => {
    const rule = sampleRule({
      signal: "budgetUsed",
      condition: { op: ">=", value: 0.9 },
      groupBy: ["budget"],
    });
    const bench = createEngineBench([rule]);
    const key = { userId: "u" };
    bench.statuses = [sampleStatus(), sampleStatus({ budget: "per user", key, spentNanos: 91e9 })];
    bench.feed(buildRecord());
    await bench.clock.advance(0);
    const [alert, ...others] = bench.takePosted();
    expect(others).toEqual([]);
    expect(alert).toMatchObject({ value: 0.91, labels: { budget: "per user", userId: "u" } });
    expect(alert?.annotations["summary"]).toBe(
      'Budget "per user" (userId u) is 91% used (day (UTC)): $91.00 of $100.00 spent; since 2026-01-15 12:00:00 UTC.',
    );
    bench.statuses = [sampleStatus()];
    await bench.clock.advance(2_000);
    expect(bench.takeNews()).toEqual(["Sample resolved"]);
    expect(bench.clock.pendingTimers).toBe(0);
  });

  it("a rule on too few calls notices that none ever came", async () => {
    const rule = sampleRule({ signal: "calls", condition: { op: "<", value: 1 } });
    const bench = createEngineBench([rule]);
    await bench.clock.advance(59_000);
    expect(bench.takeNews()).toEqual([]);
    await bench.clock.advance(4_000);
    expect(bench.takeNews()).toEqual(["Sample firing 0"]);
  });

  it("a rule on too few calls waits for a whole window, then notices silence", async () => {
    const rule = sampleRule({ signal: "calls", condition: { op: "<", value: 5 } });
    const bench = createEngineBench([rule]);
    for (let second = 0; second < 90; second += 1) {
      bench.feed(buildRecord());
      await bench.clock.advance(1_000);
    }
    expect(bench.takeNews()).toEqual([]);
    await bench.clock.advance(70_000);
    expect(bench.takeNews()[0]).toMatch(/^Sample firing/);
    for (const record of buildRecords(10)) bench.feed(record);
    await bench.clock.advance(2_000);
    expect(bench.takeNews().at(-1)).toMatch(/^Sample resolved/);
  });
});

describe("timers", () => {
  it("has none before the first record, and none once nothing is left to watch", async () => {
    const bench = createEngineBench(defaultRules());
    expect(bench.clock.pendingTimers).toBe(0);
    bench.feed(buildRecord());
    expect(bench.clock.pendingTimers).toBe(1);
    await bench.clock.advance(2_000);
    expect(bench.clock.pendingTimers).toBe(0);
    bench.feed(failedCall());
    await bench.clock.advance(MINUTE_MS);
    expect(bench.clock.pendingTimers).toBe(1);
    await bench.clock.advance(10 * MINUTE_MS);
    expect(bench.clock.pendingTimers).toBe(0);
    expect(bench.engine.firing()).toEqual([]);
  });

  it("close stops them and nothing is taken any more", async () => {
    const bench = createEngineBench([sampleRule()]);
    bench.feed(failedCall());
    bench.engine.close();
    expect(bench.clock.pendingTimers).toBe(0);
    bench.feed(failedCall());
    bench.engine.evaluate(bench.clock.now());
    await bench.clock.advance(MINUTE_MS);
    expect(bench.posted).toEqual([]);
  });

  it("evaluate tells at once what the timer would have told", () => {
    const bench = createEngineBench([sampleRule()]);
    bench.feed(failedCall());
    bench.engine.evaluate(bench.clock.now());
    expect(bench.takeNews()).toEqual(["Sample firing 1"]);
    bench.engine.evaluate(bench.clock.now());
    expect(bench.takeNews()).toEqual([]);
  });

  it("survives what it asks and tells failing, and counts it", async () => {
    const bench = createEngineBench([sampleRule(), sampleRule({ name: "Full", signal: "budgetUsed" })], {
      budgetStatuses: () => {
        throw new Error("ledger is gone");
      },
    });
    bench.feed(failedCall());
    await bench.clock.advance(1_000);
    expect(bench.takeNews()).toEqual(["Sample firing 1"]);
    expect(bench.engine.stats().failures).toBeGreaterThan(0);
  });

  it("is not led astray by a clock set back by an hour", async () => {
    const bench = createEngineBench([sampleRule()]);
    bench.feed(failedCall());
    await bench.clock.advance(1_000);
    bench.clock.set(bench.clock.now() - 3_600_000);
    bench.feed(failedCall());
    await bench.clock.advance(3 * MINUTE_MS);
    expect(bench.takeNews().at(-1)).toBe("Sample resolved 2");
    expect(bench.clock.pendingTimers).toBe(0);
  });
});

describe("configure", () => {
  it("keeps what a rule knows when its condition changes, and ends the alerts of rules that are gone", async () => {
    const kept = sampleRule({ name: "Kept", condition: { op: ">=", value: 5 } });
    const bench = createEngineBench([kept, sampleRule({ name: "Gone" })]);
    for (let index = 0; index < 3; index += 1) bench.feed(failedCall());
    await bench.clock.advance(1_000);
    expect(bench.takeNews()).toEqual(["Gone firing 3"]);
    bench.engine.configure({ rules: [{ ...kept, condition: { op: ">=", value: 2 } }] });
    expect(bench.takeNews()).toEqual(["Gone resolved 3"]);
    await bench.clock.advance(1_000);
    expect(bench.takeNews()).toEqual(["Kept firing 3"]);
    bench.engine.configure({ rules: [kept] });
    expect(bench.takeNews()).toEqual([]);
  });

  it("does not count old losses for a rule that is new", async () => {
    const bench = createEngineBench([]);
    bench.dropped = 5;
    bench.engine.configure({ rules: [sampleRule({ signal: "droppedRecords" })] });
    bench.feed(buildRecord());
    await bench.clock.advance(1_000);
    expect(bench.takeNews()).toEqual([]);
    bench.dropped = 6;
    bench.feed(buildRecord());
    await bench.clock.advance(1_000);
    expect(bench.takeNews()).toEqual(["Sample firing 1"]);
  });

  it("changes what is slow for the calls to come", async () => {
    const bench = createEngineBench([sampleRule({ signal: "slowCalls" })]);
    bench.feed(buildRecord({ durationMs: 800 }));
    bench.engine.configure({ slowCallMs: 500 });
    bench.feed(buildRecord({ durationMs: 800 }));
    await bench.clock.advance(0);
    expect(bench.takeNews()).toEqual(["Sample firing 1"]);
  });

  it("refuses two rules of one name and changes nothing", async () => {
    const twice = [sampleRule(), sampleRule({ windowMs: 1_000 })];
    expect(() => createEngineBench(twice)).toThrow(
      new RangeError('two alert rules have the same name "Sample"'),
    );
    const bench = createEngineBench([sampleRule()]);
    bench.feed(failedCall());
    expect(() => bench.engine.configure({ rules: twice, slowCallMs: 1 })).toThrow(RangeError);
    await bench.clock.advance(0);
    expect(bench.takeNews()).toEqual(["Sample firing 1"]);
  });
});

describe("default rules", () => {
  it("fire on errors, slow and unpriced and abandoned calls and dropped records", async () => {
    const bench = createEngineBench(defaultRules());
    for (const record of [
      ...Array.from({ length: 25 }, () => failedCall("server")),
      ...buildRecords(3, { durationMs: 6_000 }),
      buildRecord({ cost: { source: "unpriced", reason: "no such model" } }),
      buildRecord({ status: "abandoned" }),
    ])
      bench.feed(record);
    bench.dropped = 1;
    await bench.clock.advance(0);
    expect(bench.takeNews().sort()).toEqual([
      "LlmCallsAbandoned firing 1",
      "LlmErrors firing 25",
      "LlmRecordsDropped firing 1",
      "LlmSlowCalls firing 3",
      "LlmUnpricedCalls firing 1",
    ]);
  });
});
