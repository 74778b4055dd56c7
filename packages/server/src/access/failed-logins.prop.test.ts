import { createFakeClock } from "@breakwater/testkit/fake-clock";
import fc from "fast-check";
import { expect, it } from "vitest";
import { FailedLogins } from "./failed-logins.ts";

const WINDOW_MS = 600_000;

it("makes an address wait after ten failures in ten minutes, and never for longer than that", async () => {
  const steps = fc.array(fc.record({ pauseMs: fc.nat(200_000), address: fc.constantFrom("a", "b") }), {
    maxLength: 60,
  });
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const clock = createFakeClock(0);
      const logins = new FailedLogins(clock);
      const model = new Map<string, { since: number; count: number }>();
      for (const { pauseMs, address } of all) {
        await clock.advance(pauseMs);
        const known = model.get(address);
        if (known === undefined || known.since + WINDOW_MS <= clock.now()) {
          model.set(address, { since: clock.now(), count: 0 });
        }
        const state = model.get(address) ?? { since: 0, count: 0 };
        const expected = state.count >= 10 ? state.since + WINDOW_MS - clock.now() : 0;
        expect(logins.waitMs(address)).toBe(expected);
        logins.note(address);
        if (expected === 0) state.count += 1;
      }
    }),
  );
});

it("forgets the oldest address rather than growing, and an address that got in", () => {
  const logins = new FailedLogins(createFakeClock(0));
  const fail = (address: string, times: number) => {
    for (let count = 0; count < times; count += 1) logins.note(address);
  };
  fail("first", 10);
  fail("second", 10);
  logins.clear("second");
  expect([logins.waitMs("first") > 0, logins.waitMs("second")]).toEqual([true, 0]);
  for (let index = 0; index < 10_000; index += 1) logins.note(`address-${index}`);
  expect(logins.waitMs("first")).toBe(0);
});
