import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Journal } from "../journal/journal.ts";
import { numberedLine } from "../journal/testing/journal-rig.ts";
import type { Shipper } from "./shipper.ts";
import type { SendOutcome } from "./span-sender.ts";
import { createShipRig } from "./testing/ship-rig.ts";

/** What happens to an application, its journal and its server. */
type Event =
  | { readonly type: "append"; readonly count: number; readonly fill: number }
  | { readonly type: "flush" | "restart" }
  | { readonly type: "answer"; readonly kind: AnswerKind }
  | { readonly type: "tear"; readonly text: string };

/** `lost`: stored, but the answer never comes. */
type AnswerKind = "stored" | "lost" | "busy" | "refused" | "small-only";

const events: fc.Arbitrary<readonly Event[]> = fc.array(
  fc.oneof(
    fc.record({
      type: fc.constant("append" as const),
      count: fc.integer({ min: 1, max: 40 }),
      fill: fc.integer({ min: 0, max: 300 }),
    }),
    fc.record({ type: fc.constantFrom("flush" as const, "restart" as const) }),
    fc.record({
      type: fc.constant("answer" as const),
      kind: fc.constantFrom<AnswerKind>("stored", "lost", "busy", "refused", "small-only"),
    }),
    fc.record({ type: fc.constant("tear" as const), text: fc.constantFrom("", '{"v":1,"ser', "null") }),
  ),
  { maxLength: 25 },
);

const ANSWERS: Readonly<Record<AnswerKind, (numbers: readonly number[]) => SendOutcome>> = {
  stored: () => ({ type: "stored" }),
  lost: () => ({ type: "unreachable", reason: "ECONNRESET" }),
  busy: () => ({ type: "busy", reason: "HTTP 503" }),
  refused: () => ({ type: "refused", reason: "HTTP 401" }),
  "small-only": ({ length }) => (length > 3 ? { type: "too-large", reason: "HTTP 413" } : { type: "stored" }),
};

/** An application that is restarted now and then, and what its server has stored. */
class ShippedApplication {
  readonly rig = createShipRig();
  readonly stored: number[] = [];
  appended = 0;
  mayRepeat = false;
  readonly #maxFileBytes: number;
  #journal: Journal;
  #shipper: Shipper;

  constructor(maxFileBytes: number) {
    this.#maxFileBytes = maxFileBytes;
    this.#journal = this.rig.open({ maxFileBytes });
    this.#shipper = this.rig.ship(this.#journal);
    this.answerBy("stored");
  }

  get shipper(): Shipper {
    return this.#shipper;
  }

  answerBy(kind: AnswerKind): void {
    this.mayRepeat ||= kind === "lost";
    this.rig.respond = (numbers) => {
      const outcome = ANSWERS[kind](numbers);
      if (outcome.type === "stored" || kind === "lost") this.stored.push(...numbers);
      return outcome;
    };
  }

  async meet(event: Event): Promise<void> {
    if (event.type === "append") this.#append(event);
    else if (event.type === "answer") this.answerBy(event.kind);
    else if (event.type === "flush") await this.#shipper.flush(0);
    else await this.#restart(event.type === "tear" ? event.text : undefined);
  }

  #append({ count, fill }: { readonly count: number; readonly fill: number }): void {
    for (let line = 0; line < count; line += 1) {
      this.appended += 1;
      this.#journal.append(numberedLine(this.appended, "x".repeat(fill)));
    }
  }

  async #restart(tornCheckpoint: string | undefined): Promise<void> {
    await this.#shipper.close(0);
    this.#journal.close();
    if (tornCheckpoint !== undefined) {
      this.mayRepeat = true;
      writeFileSync(join(this.rig.directory, "production.jsonl.shipped.json"), tornCheckpoint);
    }
    this.#journal = this.rig.open({ maxFileBytes: this.#maxFileBytes });
    this.#shipper = this.rig.ship(this.#journal);
  }
}

test("whatever happens, every line is stored in the end, in order, and twice only for a reason", async () => {
  await fc.assert(
    fc.asyncProperty(events, fc.integer({ min: 100, max: 3_000 }), async (happened, maxFileBytes) => {
      const application = new ShippedApplication(maxFileBytes);
      for (const event of happened) await application.meet(event);
      application.answerBy("stored");
      const { shipper, stored, appended, mayRepeat, rig } = application;
      await shipper.close(1_000);
      expect(shipper.report()).toMatchObject({ state: "ok", pendingBytes: 0, deadLettered: {} });
      const everyLine = Array.from({ length: appended }, (_, index) => index + 1);
      expect([...new Set(stored)]).toEqual(everyLine);
      if (!mayRepeat) expect(stored).toEqual(everyLine);
      rig.remove();
    }),
    { numRuns: 150 },
  );
});
