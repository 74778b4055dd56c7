import { expect, it } from "vitest";
import { alertFingerprint } from "./alert.ts";

// Expected values are those of prometheus/common, model/signature_test.go.
it("equals what Alertmanager computes", () => {
  expect(alertFingerprint({})).toBe(14695981039346656037n.toString(16));
  expect(alertFingerprint({ name: "garland, briggs", fear: "love is not enough" })).toBe(
    5799056148416392346n.toString(16).padStart(16, "0"),
  );
});

it("does not depend on the order of the labels", () => {
  expect(alertFingerprint({ a: "1", b: "2" })).toBe(alertFingerprint({ b: "2", a: "1" }));
});

it("tells apart labels that would run together, and texts outside ASCII", () => {
  const prints = [{ ab: "c" }, { a: "bc" }, { a: "b", c: "" }, { a: "什" }, { a: "😀" }].map(
    alertFingerprint,
  );
  expect(new Set(prints).size).toBe(prints.length);
  for (const print of prints) expect(print).toMatch(/^[0-9a-f]{16}$/);
});
