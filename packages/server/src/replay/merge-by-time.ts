/** Merges ordered sequences into one, by a time of their items; equal times come in the order of the sequences. */
export async function* mergeByTime<Item>(
  sources: readonly AsyncIterable<Item>[],
  timeOf: (item: Item) => number,
): AsyncGenerator<Item> {
  const iterators = sources.map((source) => source[Symbol.asyncIterator]());
  const heads = await Promise.all(iterators.map((iterator) => iterator.next()));
  for (;;) {
    let first: number | undefined;
    let firstItem: Item | undefined;
    for (const [at, head] of heads.entries()) {
      if (head.done === true) continue;
      if (first !== undefined && firstItem !== undefined && timeOf(firstItem) <= timeOf(head.value)) continue;
      first = at;
      firstItem = head.value;
    }
    const iterator = first === undefined ? undefined : iterators[first];
    if (first === undefined || firstItem === undefined || iterator === undefined) return;
    yield firstItem;
    heads[first] = await iterator.next();
  }
}
