import type { BudgetDenial, SpanRecord } from "@breakwater/core/record/span-record";
import { buildRecord } from "@breakwater/testkit/record-builder";
import { expect, test } from "vitest";
import { DenialWatch } from "./denial-watch.ts";

const DENIAL: BudgetDenial = {
  budget: "all",
  key: {},
  limitNanos: 1,
  spentNanos: 1,
  heldNanos: 0,
  requestedNanos: 1,
  resetsAt: "2026-01-16T00:00:00.000Z",
  reason: "limit",
};

const answered = buildRecord({ kind: "llm", status: "ok" });
const refused = (denial = DENIAL): SpanRecord =>
  buildRecord({ kind: "llm", status: "blocked", budget: { heldNanos: 0, isBounded: true, denial } });

test("tells the denial of work that returned and of work that threw", async () => {
  const denials = new DenialWatch();
  const returned = denials.watch(() => {
    denials.onRecord(refused());
    return "made of it";
  });
  expect(await returned).toEqual({ kind: "returned", value: "made of it", denial: DENIAL });
  const error = new Error("made of it");
  const threw = denials.watch(async () => {
    denials.onRecord(refused());
    throw error;
  });
  expect(await threw).toEqual({ kind: "threw", error, denial: DENIAL });
});

test("a call that ends after the refused one shows that the work found another way; other steps do not", async () => {
  const denials = new DenialWatch();
  const foundAnother = denials.watch(() => {
    denials.onRecord(refused());
    denials.onRecord(answered);
  });
  expect(await foundAnother).not.toHaveProperty("denial");
  const onlyItsChain = denials.watch(() => {
    denials.onRecord(refused());
    denials.onRecord(buildRecord({ kind: "chain", status: "error" }));
  });
  expect(await onlyItsChain).toMatchObject({ denial: DENIAL });
});

test("each of many at a time sees its own, and the outer one nothing of the inner one's", async () => {
  const denials = new DenialWatch();
  const outer = denials.watch(() =>
    Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        denials.watch(async () => {
          await Promise.resolve();
          if (index % 2 === 0) denials.onRecord(refused({ ...DENIAL, budget: `b${index}` }));
        }),
      ),
    ),
  );
  const outcome = await outer;
  expect(outcome).not.toHaveProperty("denial");
  const inner = outcome.kind === "returned" ? outcome.value : [];
  expect(inner.map(({ denial }) => denial?.budget)).toEqual(
    Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? `b${index}` : undefined)),
  );
});

test("outside of a watch nothing happens", () => {
  expect(() => new DenialWatch().onRecord(refused())).not.toThrow();
});
