import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createFetchGuard } from "../entry/fetch.ts";
import { watchCalls } from "../testing/watched-calls.ts";
import { CHAT_URL, chatFrame, chatRequest, scriptedFetch, usageFrame } from "./testing/scripted-fetch.ts";

const FRAMES = [chatFrame("héllo "), chatFrame("世界 👩‍👩‍👧"), usageFrame(7, 3), "data: [DONE]\n\n"];
const BYTES = new TextEncoder().encode(FRAMES.join(""));

async function piecesOf(response: Response): Promise<Uint8Array[]> {
  const pieces: Uint8Array[] = [];
  for await (const piece of response.body ?? []) pieces.push(piece);
  return pieces;
}

/** What the caller gets for a stream that comes in these pieces, and what is recorded. */
async function guarded(pieces: readonly Uint8Array[], fields: object = {}) {
  const watched = watchCalls();
  const { fetch } = scriptedFetch(pieces);
  const guard = createFetchGuard(watched.monitor, { fetch });
  const asked = { stream_options: { include_usage: true }, ...fields };
  const received = await piecesOf(await guard(CHAT_URL, chatRequest(asked)));
  return { received, record: watched.only() };
}

test("every byte offset: the very chunks that came are handed on, and the usage is read", async () => {
  for (let at = 1; at < BYTES.length; at += 1) {
    const pieces = [BYTES.subarray(0, at), BYTES.subarray(at)];
    const { received, record } = await guarded(pieces);
    expect(received).toEqual(pieces);
    expect(record).toMatchObject({ status: "ok", usage: { inputTokens: 7, outputTokens: 3 } });
  }
});

test("any pieces: the very chunks that came are handed on, and the usage is read", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 1, max: BYTES.length - 1 })), async (offsets) => {
      const cuts = [0, ...offsets.sort((a, b) => a - b), BYTES.length];
      const pieces = cuts.slice(1).map((to, index) => BYTES.slice(cuts[index], to));
      const { received, record } = await guarded(pieces);
      expect(received).toEqual(pieces);
      expect(record).toMatchObject({ usage: { inputTokens: 7, outputTokens: 3 } });
    }),
    { numRuns: 50 },
  );
});

test("asked on the caller's behalf: at every offset the caller gets the bytes of a call that did not ask", async () => {
  const plain = [chatFrame("héllo "), chatFrame("世界"), "data: [DONE]\n\n"];
  const asked = plain.map((frame) => frame.replace("}\n\n", ',"usage":null}\n\n'));
  const bytes = new TextEncoder().encode([...asked.slice(0, 2), usageFrame(7, 3), plain[2]].join(""));
  for (let at = 1; at < bytes.length; at += 1) {
    const pieces = [bytes.subarray(0, at), bytes.subarray(at)];
    const { received, record } = await guarded(pieces, { stream_options: undefined });
    expect(Buffer.concat(received).toString()).toBe(plain.join(""));
    expect(record).toMatchObject({ usage: { inputTokens: 7, outputTokens: 3 }, usageSource: "reported" });
  }
});
