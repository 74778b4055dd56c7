import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { BodyWriter } from "./body-writer.ts";
import type { StubReply } from "./stub-reply.ts";

interface WrittenBody {
  readonly pieces: readonly Buffer[];
  readonly ending: "ended" | "cut" | "open";
}

async function write(texts: readonly string[], reply: StubReply): Promise<WrittenBody> {
  const pieces: Buffer[] = [];
  let ending: WrittenBody["ending"] = "open";
  const writer = new BodyWriter(reply, {
    write: async (bytes) => void pieces.push(bytes),
    end(bytes) {
      if (bytes !== undefined && bytes.length > 0) pieces.push(bytes);
      ending = "ended";
    },
    cut() {
      ending = "cut";
    },
  });
  for (const text of texts) await writer.write(text);
  await writer.end();
  return { pieces, ending };
}

const texts = fc.array(fc.string({ unit: "binary", minLength: 1 }), { minLength: 1 });
const wholeOf = (parts: readonly string[]): Buffer => Buffer.concat(parts.map((text) => Buffer.from(text)));

test("pieces of so many bytes, whatever the events: only the last may be shorter", async () => {
  await fc.assert(
    fc.asyncProperty(texts, fc.integer({ min: 1, max: 9 }), async (parts, chunkBytes) => {
      const { pieces, ending } = await write(parts, { chunkBytes });
      expect(Buffer.concat(pieces).equals(wholeOf(parts))).toBe(true);
      expect(pieces.slice(0, -1).every(({ length }) => length === chunkBytes)).toBe(true);
      expect(ending).toBe("ended");
    }),
  );
});

test("pieces begin at the given offsets and nowhere else", async () => {
  await fc.assert(
    fc.asyncProperty(texts, fc.array(fc.nat(40)), async (parts, splitAt) => {
      const { pieces } = await write(parts, { splitAt });
      const whole = wholeOf(parts);
      const wanted = [...new Set(splitAt)].filter((offset) => offset > 0 && offset < whole.length);
      let offset = 0;
      const begins = pieces.map(({ length }) => {
        offset += length;
        return offset - length;
      });
      expect(begins).toEqual([0, ...wanted.sort((left, right) => left - right)]);
      expect(Buffer.concat(pieces).equals(whole)).toBe(true);
    }),
  );
});

test("a cut lets exactly so many bytes through, split or not", async () => {
  const split = fc.constantFrom<StubReply>({}, { chunkBytes: 3 }, { splitAt: [2, 5] });
  await fc.assert(
    fc.asyncProperty(texts, fc.nat(30), split, async (parts, cutAfterBytes, reply) => {
      const { pieces, ending } = await write(parts, { ...reply, cutAfterBytes });
      const whole = wholeOf(parts);
      expect(Buffer.concat(pieces).equals(whole.subarray(0, cutAfterBytes))).toBe(true);
      expect(ending).toBe(cutAfterBytes <= whole.length ? "cut" : "ended");
    }),
  );
});

test("offsets count the bytes on the wire, coded as they are", async () => {
  const { pieces } = await write(["first ", "second"], { gzip: true, chunkBytes: 1 });
  expect(pieces.every(({ length }) => length === 1)).toBe(true);
  expect(gunzipSync(Buffer.concat(pieces)).toString()).toBe("first second");
});
