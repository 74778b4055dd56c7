/** Edits between two names: a letter put in, left out or exchanged. */
function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let at = 1; at <= left.length; at += 1) {
    const next = [at];
    for (let to = 1; to <= right.length; to += 1) {
      const isSame = left[at - 1] === right[to - 1];
      const exchanged = (row[to - 1] ?? 0) + (isSame ? 0 : 1);
      next.push(Math.min(exchanged, (row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}

/** The known name that somebody most likely meant; undefined when none is near. Case does not count. */
export function nearestName(given: string, known: readonly string[]): string | undefined {
  const short = given.slice(0, 64).toLowerCase();
  const ranked = known
    .map((name) => ({ name, edits: distance(short, name.toLowerCase()) }))
    .sort((left, right) => left.edits - right.edits);
  const [best] = ranked;
  return best !== undefined && best.edits <= Math.max(1, Math.floor(best.name.length / 3))
    ? best.name
    : undefined;
}
