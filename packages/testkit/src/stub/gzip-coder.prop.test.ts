import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createGzipCoder } from "./gzip-coder.ts";

test("the joined results are one gzip file of the joined pieces", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" })), (texts) => {
      const coder = createGzipCoder();
      const coded = [...texts.map((text) => coder.code(Buffer.from(text))), coder.end()];
      const plain = Buffer.concat(texts.map((text) => Buffer.from(text)));
      expect(gunzipSync(Buffer.concat(coded)).equals(plain)).toBe(true);
    }),
  );
});
