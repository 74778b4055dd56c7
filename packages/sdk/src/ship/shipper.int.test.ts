import { existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { numberedLine } from "../journal/testing/journal-rig.ts";
import { createShipRig, type ShipRig } from "./testing/ship-rig.ts";

let rig: ShipRig;
beforeEach(() => {
  rig = createShipRig();
});
afterEach(() => rig.remove());

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
const linesOf = (from: number, to: number): string[] => range(from, to).map((number) => numberedLine(number));

describe("sending", () => {
  test("what is in the journal is sent within a second, once", async () => {
    const journal = rig.open();
    const shipper = rig.ship(journal);
    journal.appendAll(linesOf(1, 3));
    shipper.wake();
    await rig.clock.advance(1_000);
    expect(rig.requests).toEqual([[1, 2, 3]]);
    journal.append(numberedLine(4));
    shipper.wake();
    await rig.clock.advance(60_000);
    expect(rig.requests).toEqual([[1, 2, 3], [4]]);
    expect(shipper.report()).toEqual({
      url: "http://server",
      state: "ok",
      acknowledged: 4,
      pendingBytes: 0,
      deadLettered: {},
      removedUnsent: { files: 0, bytes: 0 },
    });
  });

  test("lines that come while the last batch is on its way are sent next", async () => {
    const journal = rig.open();
    journal.append(numberedLine(1));
    const answer = Promise.withResolvers<{ type: "stored" }>();
    rig.respond = () => answer.promise;
    const shipper = rig.ship(journal);
    await rig.clock.advance(1_000);
    expect(rig.requests).toEqual([[1]]);
    journal.append(numberedLine(2));
    shipper.wake();
    answer.resolve({ type: "stored" });
    await rig.clock.advance(1_000);
    expect(rig.stored).toEqual([1, 2]);
  });

  test("goes on over rotated files, in order and without a gap", async () => {
    const journal = rig.open({ maxFileBytes: 200 });
    const shipper = rig.ship(journal);
    for (const number of range(1, 100)) {
      journal.append(numberedLine(number));
      if (number % 7 === 0) await shipper.flush(1_000);
    }
    await shipper.flush(1_000);
    expect(rig.stored).toEqual(range(1, 100));
    expect(rig.names().length).toBeGreaterThan(10);
  });

  test("batches grow while they are taken, and stay bounded", async () => {
    const journal = rig.open();
    const fill = "x".repeat(1_000);
    journal.appendAll(range(1, 6_000).map((number) => numberedLine(number, fill)));
    const shipper = rig.ship(journal);
    await shipper.flush(1_000);
    const sizes = rig.requests.map(({ length }) => length);
    expect(rig.stored).toEqual(range(1, 6_000));
    expect(sizes[0]).toBeLessThan(260);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1_030);
    expect(Math.max(...sizes)).toBeGreaterThan(1_000);
  });
});

describe("restarts", () => {
  test("go on after the last batch that was acknowledged", async () => {
    const journal = rig.open();
    journal.appendAll(linesOf(1, 3));
    await rig.ship(journal).close(1_000);
    journal.appendAll(linesOf(4, 5));
    await rig.ship(journal).close(1_000);
    expect(rig.requests).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
  });

  test("after an answer that was lost, the same lines are sent again", async () => {
    const journal = rig.open();
    journal.append(numberedLine(1));
    rig.respond = () => ({ type: "unreachable", reason: "ECONNRESET" });
    await rig.ship(journal).close(1_000);
    rig.respond = () => ({ type: "stored" });
    await rig.ship(journal).close(1_000);
    expect(rig.requests).toEqual([[1], [1]]);
  });

  test.each([
    ["torn", '{"v":1,"server":"http://ser'],
    ["empty", ""],
    ["of another kind", '{"v":99}'],
  ])("a checkpoint that is %s loses nothing: all is sent again", async (_what, text) => {
    const journal = rig.open();
    journal.appendAll(linesOf(1, 2));
    await rig.ship(journal).close(1_000);
    writeFileSync(join(rig.directory, "production.jsonl.shipped.json"), text);
    await rig.ship(journal).close(1_000);
    expect(rig.requests).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  test("another server gets everything", async () => {
    const journal = rig.open();
    journal.append(numberedLine(1));
    await rig.ship(journal).close(1_000);
    await rig.ship(journal, "http://other").close(1_000);
    expect(rig.requests).toEqual([[1], [1]]);
  });

  test("a journal that was deleted or emptied meanwhile is read from its beginning", async () => {
    const journal = rig.open();
    journal.appendAll(linesOf(1, 5));
    const shipper = rig.ship(journal);
    await shipper.flush(1_000);
    truncateSync(rig.path);
    journal.appendAll(linesOf(6, 20));
    await shipper.flush(1_000);
    expect(rig.stored).toEqual(range(1, 20));
    await shipper.close(1_000);
    journal.close();
    rmSync(rig.path);
    const next = rig.open();
    next.appendAll(linesOf(21, 60));
    await rig.ship(next).flush(1_000);
    expect(rig.stored).toEqual(range(1, 60));
  });

  test("a checkpoint that cannot be written stops nothing, and is told once", async () => {
    const journal = rig.open();
    const shipper = rig.ship(journal);
    rig.disk.failing.set("rename", { code: "EACCES", on: "shipped" });
    for (const number of [1, 2]) {
      journal.append(numberedLine(number));
      await shipper.flush(1_000);
    }
    expect(rig.requests).toEqual([[1], [2]]);
    expect(rig.warnings.filter((text) => text.includes("the place cannot be saved"))).toHaveLength(1);
  });
});

describe("a server that is away", () => {
  test("is tried again after 0.5, 1, 2 ... 30 seconds, and gets everything in the end", async () => {
    const journal = rig.open();
    const shipper = rig.ship(journal);
    const triedAt: number[] = [];
    const start = rig.clock.now();
    rig.respond = () => {
      triedAt.push((rig.clock.now() - start) / 1_000);
      return { type: "unreachable", reason: "ECONNREFUSED" };
    };
    journal.append(numberedLine(1));
    shipper.wake();
    await rig.clock.advance(100_000);
    expect(triedAt).toEqual([0.2, 0.7, 1.7, 3.7, 7.7, 15.7, 31.7, 61.7, 91.7]);
    expect(shipper.report()).toMatchObject({ state: "waiting", reason: "ECONNREFUSED", acknowledged: 0 });
    expect(rig.warnings).toHaveLength(1);
    rig.respond = () => ({ type: "stored" });
    await rig.clock.advance(30_000);
    expect(rig.stored).toEqual([1]);
    expect(shipper.report()).toMatchObject({ state: "ok", acknowledged: 1, pendingBytes: 0 });
  });

  test("new lines do not make it asked more often", async () => {
    const journal = rig.open();
    const shipper = rig.ship(journal);
    rig.respond = () => ({ type: "unreachable", reason: "ECONNREFUSED" });
    for (const number of range(1, 100)) {
      journal.append(numberedLine(number));
      shipper.wake();
      await rig.clock.advance(300);
    }
    expect(rig.requests.length).toBeLessThan(7);
  });

  test("what it asks for by Retry-After is the least", async () => {
    const journal = rig.open();
    rig.respond = () => ({ type: "busy", reason: "HTTP 503", retryAfterMs: 20_000 });
    journal.append(numberedLine(1));
    rig.ship(journal);
    await rig.clock.advance(20_100);
    expect(rig.requests).toHaveLength(1);
    await rig.clock.advance(200);
    expect(rig.requests).toHaveLength(2);
  });

  test("a refused key is told once, and asked slowly", async () => {
    const journal = rig.open();
    rig.respond = () => ({ type: "refused", reason: "HTTP 401: no such key" });
    journal.append(numberedLine(1));
    const shipper = rig.ship(journal);
    await rig.clock.advance(300_000);
    expect(rig.requests).toHaveLength(5);
    expect(rig.warnings).toEqual([
      "Server http://server: takes no records: HTTP 401: no such key. They wait in the journal. Correct server.url or server.key.",
    ]);
    expect(shipper.report()).toMatchObject({ state: "refused", reason: "HTTP 401: no such key" });
    expect(shipper.report().pendingBytes).toBe(numberedLine(1).length + 1);
  });
});

describe("what a server does not take", () => {
  test("a batch that is too large goes out in halves, and later batches are smaller", async () => {
    const journal = rig.open();
    rig.respond = ({ length }) =>
      length > 3 ? { type: "too-large", reason: "HTTP 413" } : { type: "stored" };
    journal.appendAll(range(1, 100).map((number) => numberedLine(number, "x".repeat(4_000))));
    await rig.ship(journal).flush(1_000);
    expect(rig.stored).toEqual(range(1, 100));
    const refused = rig.requests.filter(({ length }) => length > 3);
    expect(refused.length).toBeLessThan(12);
  });

  test("a single record that is too large, or none, is put aside with the reason; the others arrive", async () => {
    const journal = rig.open();
    rig.respond = (numbers) => {
      if (numbers.includes(5)) return { type: "too-large", reason: "HTTP 413" };
      return numbers.includes(9) ? { type: "malformed", reason: "malformed" } : { type: "stored" };
    };
    journal.appendAll(linesOf(1, 12));
    const shipper = rig.ship(journal);
    const report = await shipper.flush(1_000);
    expect(new Set(rig.stored)).toEqual(new Set([1, 2, 3, 4, 6, 7, 8, 10, 11, 12]));
    expect(report).toMatchObject({
      state: "ok",
      acknowledged: 10,
      pendingBytes: 0,
      deadLettered: { too_large: 1, malformed: 1 },
    });
    const letters = readFileSync(join(rig.directory, "production.jsonl.dead"), "utf8").trim().split("\n");
    expect(letters.map((letter) => JSON.parse(letter) as unknown)).toEqual([
      { at: "2026-01-15T12:00:00.000Z", reason: "HTTP 413", line: numberedLine(5) },
      { at: "2026-01-15T12:00:00.000Z", reason: "v is not 1", line: numberedLine(9) },
    ]);
    expect(rig.warnings.filter((text) => text.includes("does not take a record"))).toHaveLength(1);
  });

  test("dead letters that cannot be kept are counted all the same", async () => {
    const journal = rig.open();
    rig.respond = () => ({ type: "malformed", reason: "malformed" });
    rig.disk.failing.set("open", { code: "ENOSPC", on: ".dead" });
    journal.append(numberedLine(1));
    const report = await rig.ship(journal).flush(1_000);
    expect(report).toMatchObject({ deadLettered: { malformed: 1 }, pendingBytes: 0 });
    expect(existsSync(join(rig.directory, "production.jsonl.dead"))).toBe(false);
    expect(rig.warnings.at(-1)).toContain("are not kept, for want of room");
  });
});

describe("flush", () => {
  test("tries at once, whatever the waiting time, and does not wait for a server that is away", async () => {
    const journal = rig.open();
    const shipper = rig.ship(journal);
    rig.respond = () => ({ type: "unreachable", reason: "ECONNREFUSED" });
    journal.append(numberedLine(1));
    await rig.clock.advance(60_000);
    const before = rig.requests.length;
    expect(await shipper.flush(10_000)).toMatchObject({ state: "waiting", reason: "ECONNREFUSED" });
    expect(rig.requests).toHaveLength(before + 1);
  });

  test("asks a server that is only busy again, within its time", async () => {
    const journal = rig.open();
    let answers = 0;
    rig.respond = () => {
      answers += 1;
      return answers < 3 ? { type: "busy", reason: "HTTP 503", retryAfterMs: 1_000 } : { type: "stored" };
    };
    journal.append(numberedLine(1));
    const flushed = rig.ship(journal).flush(10_000);
    await rig.clock.advance(3_000);
    expect(await flushed).toMatchObject({ state: "ok", acknowledged: 1, pendingBytes: 0 });
  });

  test("ends at its time when the server does not answer", async () => {
    const journal = rig.open();
    const { promise } = Promise.withResolvers<{ type: "stored" }>();
    rig.respond = () => promise;
    journal.append(numberedLine(1));
    const flushed = rig.ship(journal).flush(2_000);
    await rig.clock.advance(2_000);
    expect(await flushed).toMatchObject({ acknowledged: 0, pendingBytes: numberedLine(1).length + 1 });
  });
});

describe("several journals of one path", () => {
  test("what a dead process left is sent, a living one's is left to it", async () => {
    const dead = rig.open();
    const living = rig.open();
    dead.appendAll(linesOf(1, 2));
    living.append(numberedLine(3));
    dead.close();
    const own = rig.open({ path: rig.path });
    own.append(numberedLine(4));
    await rig.ship(own).flush(1_000);
    // The own one took over the dead one's slot.
    expect(rig.stored).toEqual([1, 2, 4]);
    living.close();
    await rig.ship(own).flush(1_000);
    expect(rig.stored).toEqual([1, 2, 4, 3]);
  });

  test("two shippers never send a slot's lines at the same time", async () => {
    const journal = rig.open();
    journal.append(numberedLine(1));
    const answer = Promise.withResolvers<{ type: "stored" }>();
    rig.respond = () => answer.promise;
    const first = rig.ship(journal);
    await rig.clock.advance(1_000);
    expect(await rig.ship(journal).flush(1_000)).toMatchObject({ pendingBytes: numberedLine(1).length + 1 });
    answer.resolve({ type: "stored" });
    expect(await first.flush(1_000)).toMatchObject({ pendingBytes: 0 });
    expect(rig.requests).toEqual([[1]]);
  });

  test("a last line without its newline is sent when its writer is gone, if it is whole", async () => {
    const living = rig.open();
    const own = rig.open();
    living.append(numberedLine(1));
    living.close();
    writeFileSync(rig.path, `${numberedLine(1)}\n${numberedLine(2)}`);
    await rig.ship({ slot: own.slot }).flush(1_000);
    expect(rig.stored).toEqual([1, 2]);
    const heir = rig.open();
    heir.append(numberedLine(3));
    expect(await rig.ship(heir).flush(1_000)).toMatchObject({ pendingBytes: 0 });
    expect(rig.stored).toEqual([1, 2, 3]);
  });
});

describe("what retention must leave", () => {
  const DAY_MS = 86_400_000;

  test("age does not remove what was not sent; once it is sent, it goes", async () => {
    const journal = rig.open({ maxFileBytes: 200, retentionDays: 1, unsent: rig.unsent });
    const shipper = rig.ship(journal);
    rig.respond = () => ({ type: "unreachable", reason: "ECONNREFUSED" });
    for (const number of range(1, 30)) journal.append(numberedLine(number));
    rig.clock.set(Date.now() + 10 * DAY_MS);
    for (const number of range(31, 40)) journal.append(numberedLine(number));
    rig.respond = () => ({ type: "stored" });
    await shipper.flush(1_000);
    expect(rig.stored).toEqual(range(1, 40));
    expect(shipper.report().removedUnsent).toEqual({ files: 0, bytes: 0 });
    for (const number of range(41, 60)) journal.append(numberedLine(number));
    expect(rig.lines()).not.toContain(numberedLine(1));
  });

  test("the size limit removes it, which is counted and told", async () => {
    const journal = rig.open({ maxFileBytes: 200, maxTotalBytes: 600, unsent: rig.unsent });
    const shipper = rig.ship(journal);
    for (const number of range(1, 200)) journal.append(numberedLine(number));
    const { removedUnsent } = await shipper.flush(1_000);
    expect(removedUnsent.files).toBeGreaterThan(3);
    expect(rig.warnings[0]).toMatch(/was removed before the server had all of it/);
    const bytes = range(1, 200).reduce((sum, number) => sum + numberedLine(number).length + 1, 0);
    const sent = rig.stored.reduce((sum, number) => sum + numberedLine(number).length + 1, 0);
    expect(sent + removedUnsent.bytes).toBe(bytes);
  });
});
