import type { Period } from "./partition-period.ts";
import type { ProjectShare } from "./stored-partitions.ts";

/** Rows of some projects that are to go. */
export interface Deletion {
  readonly projects: readonly string[];
  /** Rows from before this moment go, in epoch milliseconds. */
  readonly before: number;
}

/** What is to be done with a partition. */
export type PartitionPlan =
  | { readonly type: "drop" }
  /** Nothing to delete means that all is kept. */
  | { readonly type: "delete"; readonly deletions: readonly Deletion[] };

/**
 * What has to go of a partition. It is dropped when nothing in it is kept, which costs next to nothing; else the
 * projects' rows are deleted, those of one moment together.
 *
 * @param sinceOf From when on the rows of a project are kept, in epoch milliseconds.
 */
export function planPartition(
  { to }: Period,
  shares: readonly ProjectShare[],
  sinceOf: (project: string) => number,
): PartitionPlan {
  if (shares.length > 0 && shares.every(({ project }) => sinceOf(project) >= to)) return { type: "drop" };
  const groups = new Map<number, string[]>();
  for (const { project, oldest } of shares) {
    const before = Math.min(sinceOf(project), to);
    if (oldest >= before) continue;
    const group = groups.get(before) ?? [];
    group.push(project);
    groups.set(before, group);
  }
  return { type: "delete", deletions: [...groups].map(([before, projects]) => ({ before, projects })) };
}
