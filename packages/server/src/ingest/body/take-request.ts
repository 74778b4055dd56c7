import type { HeldMemory } from "./ingest-memory.ts";

/** A request that was decoded: all that is left of it waits to be stored. */
export interface ReadyRequest<Answer> {
  /** Estimated bytes of what waits. */
  readonly bytes: number;
  /** Resolves when it is stored. */
  store(): Promise<Answer>;
}

/** How a request is read and decoded. */
export interface RequestSteps<Answer> {
  /** Reads the body, and holds what it reads. */
  read(held: HeldMemory): Promise<Buffer>;
  /** Must keep nothing of the body. */
  decode(body: Buffer): ReadyRequest<Answer>;
}

/**
 * Reads a request, decodes it and stores what it brought. Memory is held for its body while there is one, then for what
 * waits in its stead, and all is given back in the end, whatever that is.
 * @throws what the steps throw, and what `held` throws (as rejections)
 */
export async function takeRequest<Answer>(held: HeldMemory, steps: RequestSteps<Answer>): Promise<Answer> {
  try {
    const ready = await decoded(held, steps);
    held.replace(ready.bytes);
    return await ready.store();
  } finally {
    held.release();
  }
}

/** Apart from the above: while that waits for the store, no frame may keep the body alive. */
async function decoded<Answer>(
  held: HeldMemory,
  { read, decode }: RequestSteps<Answer>,
): Promise<ReadyRequest<Answer>> {
  return decode(await read(held));
}
