import { sampleRecord } from "@breakwater/core/record/span-record.samples";
import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { describe, expect, it } from "vitest";
import { GroupCommitter } from "./group-committer.ts";
import type { CommitReport, IncomingSpan, SpanStore } from "./span-store.ts";

/** A commit of {@link HeldStore} that is under way. */
interface HeldCommit {
  readonly spanIds: readonly string[];
  /** The engine has work from here on. */
  writes(): void;
  succeeds(): void;
  fails(error: Error): void;
}

/** A store whose commits go on only when a test says so. */
class HeldStore implements SpanStore {
  readonly commits: HeldCommit[] = [];

  commit(spans: readonly IncomingSpan[], onWriting = () => {}): Promise<CommitReport> {
    const { promise, resolve, reject } = Promise.withResolvers<CommitReport>();
    this.commits.push({
      spanIds: spans.map(({ record }) => record.spanId),
      writes: onWriting,
      succeeds: () => resolve({ stored: spans.length, duplicates: 0 }),
      fails: reject,
    });
    return promise;
  }

  get last(): HeldCommit {
    const last = this.commits.at(-1);
    if (last === undefined) throw new Error("Nothing has been committed yet.");
    return last;
  }
}

const span = (spanId: string): IncomingSpan => ({
  record: { ...sampleRecord(), spanId },
  protocol: "otlp",
  dialect: "genai",
});

/** Lets everything that is due go on. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

function bed(limits = { maxSpansPerCommit: 2, maxWaitingSpans: 4 }) {
  const store = new HeldStore();
  const clock = createFakeClock();
  const committer = new GroupCommitter(store, limits, clock);
  const answers: string[] = [];
  const add = (...spanIds: string[]) => {
    const name = spanIds.join("+");
    committer.add(spanIds.map(span)).then(
      () => answers.push(name),
      (error: Error) => answers.push(`${name}: ${error.message}`),
    );
  };
  return { store, committer, answers, add, clock };
}

describe("GroupCommitter", () => {
  it("puts what arrives in one turn, and what arrives during a commit, into one commit each", async () => {
    const { store, add } = bed();
    add("a");
    add("b");
    await settled();
    add("c");
    add("d");
    store.last.succeeds();
    await settled();
    expect(store.commits.map(({ spanIds }) => spanIds)).toEqual([
      ["a", "b"],
      ["c", "d"],
    ]);
  });

  it("answers nobody before the commit of his spans", async () => {
    const { store, add, answers } = bed();
    add("a");
    await settled();
    store.last.writes();
    await settled();
    expect(answers).toEqual([]);
    store.last.succeeds();
    await settled();
    expect(answers).toEqual(["a"]);
  });

  it("answers once the next commit has given the engine work, when one waits", async () => {
    const { store, add, answers } = bed();
    add("a");
    await settled();
    add("b");
    store.last.succeeds();
    await settled();
    expect(answers).toEqual([]);
    store.last.writes();
    await settled();
    expect(answers).toEqual(["a"]);
  });

  it("answers soon even if something holds the next commit up", async () => {
    const { store, add, answers, clock } = bed();
    add("a");
    await settled();
    add("b");
    store.last.succeeds();
    await clock.advance(249);
    expect(answers).toEqual([]);
    await clock.advance(1);
    expect(answers).toEqual(["a"]);
  });

  it("answers what is stored even if the next commit fails before it writes", async () => {
    const { store, add, answers } = bed();
    add("a");
    await settled();
    add("b");
    store.last.succeeds();
    await settled();
    store.last.fails(new Error("disk full"));
    await settled();
    expect(answers.toSorted()).toEqual(["a", "b: disk full"]);
  });

  it("tells a failed commit's senders alone, and goes on with the others", async () => {
    const { store, add, answers } = bed();
    add("a");
    await settled();
    add("b");
    store.last.fails(new Error("disk full"));
    await settled();
    store.last.succeeds();
    await settled();
    expect(answers.toSorted()).toEqual(["a: disk full", "b"]);
  });

  it("turns away what would make too many wait, and takes one request of any size when nothing waits", async () => {
    const { store, add, answers, committer } = bed();
    add("a", "b", "c", "d", "e");
    await settled();
    expect(committer.waitingSpans).toBe(5);
    add("f");
    await settled();
    expect(answers).toEqual(["f: 5 spans wait to be stored already. Send these again in a moment."]);
    store.last.succeeds();
    await settled();
    expect(committer.waitingSpans).toBe(0);
  });

  it("is drained when everything is stored and answered", async () => {
    const { store, add, committer, answers } = bed();
    add("a");
    await settled();
    add("b");
    const drained = committer.drain().then(() => answers.push("drained"));
    store.last.succeeds();
    await settled();
    store.last.succeeds();
    await drained;
    expect(answers).toEqual(["a", "b", "drained"]);
  });
});
