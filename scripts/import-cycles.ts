/** Which files a file imports, by path. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/**
 * Finds the import cycles of a graph: one for each edge that leads back to a file whose imports are still being
 * followed. Each is the list of its files in the order of import, the first one not repeated.
 */
export function findCycles(graph: ImportGraph): string[][] {
  const done = new Set<string>();
  const trail: string[] = [];
  const cycles: string[][] = [];
  const follow = (path: string) => {
    const seenAt = trail.indexOf(path);
    if (seenAt !== -1) {
      cycles.push(trail.slice(seenAt));
      return;
    }
    if (done.has(path)) return;
    trail.push(path);
    for (const target of graph.get(path) ?? []) follow(target);
    trail.pop();
    done.add(path);
  };
  for (const path of graph.keys()) follow(path);
  return cycles;
}
