import { expect, it } from "vitest";
import { agesOf, keptSince, type RetentionSettings } from "./retention-ages.ts";

const FOREVER = Number.POSITIVE_INFINITY;

function settings(projects: RetentionSettings["projects"]): RetentionSettings {
  return { default: { spans: 30, payloads: 7, rollups: 400 }, projects };
}

it("takes what a project says of itself, and the default for the rest", () => {
  const ages = settings({ shop: { payloads: 2 }, lab: { spans: FOREVER } });
  expect(agesOf(ages, "shop")).toEqual({ spans: 30, payloads: 2, rollups: 400 });
  expect(agesOf(ages, "lab")).toEqual({ spans: FOREVER, payloads: 7, rollups: FOREVER });
  expect(agesOf(ages, "other")).toEqual(ages.default);
  expect(agesOf(ages, "__proto__")).toEqual(ages.default);
});

it("keeps payloads no longer than spans, and sums no shorter", () => {
  const ages = settings({ brief: { spans: 3 }, odd: { spans: 500, rollups: 1, payloads: 600 } });
  expect(agesOf(ages, "brief")).toEqual({ spans: 3, payloads: 3, rollups: 400 });
  expect(agesOf(ages, "odd")).toEqual({ spans: 500, payloads: 500, rollups: 500 });
});

it("keeps a day until its last moment is old enough", () => {
  const day = 86_400_000;
  const noon = Date.UTC(2026, 0, 15, 12);
  const midnight = Date.UTC(2026, 0, 15);
  expect(keptSince(2 * day, noon)).toBe(Date.UTC(2026, 0, 13));
  expect(keptSince(2 * day, midnight)).toBe(Date.UTC(2026, 0, 13));
  expect(keptSince(2 * day, midnight - 1)).toBe(Date.UTC(2026, 0, 12));
  expect(keptSince(FOREVER, noon)).toBe(Number.NEGATIVE_INFINITY);
});
