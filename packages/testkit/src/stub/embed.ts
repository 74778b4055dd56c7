import { hashOf } from "@breakwater/core/random/seeded-random";

const DEFAULT_DIMENSIONS = 256;
const MAX_DIMENSIONS = 4_096;

/**
 * A unit vector that counts the text's character pairs by hash, so that texts which share words are near each other
 * and a retriever over the stub finds what it should. Without a number of dimensions it has 256, and never over 4,096.
 */
export function embed(text: string, dimensions: number | undefined): Float32Array {
  const vector = new Float32Array(Math.min(dimensions || DEFAULT_DIMENSIONS, MAX_DIMENSIONS));
  const characters = [...text.toLowerCase()];
  for (let index = 0; index < characters.length; index += 1) {
    const pair = `${characters[index]}${characters[index + 1] ?? ""}`;
    const slot = hashOf(pair) % vector.length;
    vector[slot] = (vector[slot] ?? 0) + 1;
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}
