/** More edits than this, and the one name is no misspelling of the other. */
const MAX_EDITS = 5;

/** The name nearest to `text`, by single letters added, left out or replaced; undefined when none is near. */
export function nearestName(text: string, names: readonly string[]): string | undefined {
  const ranked = names
    .map((name) => ({ name, edits: editsBetween(text, name) }))
    .sort((a, b) => a.edits - b.edits);
  const [nearest] = ranked;
  return nearest !== undefined && nearest.edits <= MAX_EDITS ? nearest.name : undefined;
}

/** https://en.wikipedia.org/wiki/Levenshtein_distance, one row of the table at a time. */
function editsBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (const [column, other] of [...to].entries()) {
      const replaced = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
