import { accountSignature, type BudgetDefinition } from "@breakwater/core/budget/budget-definition";
import { type KnownMonitor, queryMonitors } from "../monitors/monitors.ts";
import type { QueryContext } from "../query-context.ts";

/** A service whose processes hold a budget. */
export interface BudgetHolder {
  /** Absent for processes that do not say. */
  readonly service?: string;
  /** Processes that have told of themselves lately; 0 = silent, and its refusals have ended with it. */
  readonly monitors: number;
  /** When one of them was last heard of, ISO 8601 UTC. */
  readonly seenAt: string;
}

/** A budget, and who holds it. */
export interface KnownBudget {
  /** Tells budgets of one name apart that cover different calls. */
  readonly id: string;
  readonly definition: BudgetDefinition;
  /** Services whose processes hold it. */
  readonly services: readonly string[];
  /** The same with how lately each was heard of, by name. */
  readonly holders: readonly BudgetHolder[];
  /** Processes that hold it and are alive. */
  readonly monitors: number;
  /** When one of them was last heard of, ISO 8601 UTC. */
  readonly seenAt: string;
}

/** A budget that nobody has told of for so long is history. */
const FORGOTTEN_MS = 7 * 86_400_000;

/** The budgets that a project's processes hold; those of one name, window and cover are one, told as it was last. */
export async function queryKnownBudgets(
  project: string,
  context: QueryContext,
): Promise<readonly KnownBudget[]> {
  const since = context.clock.now() - FORGOTTEN_MS;
  const known = new Map<string, KnownBudget>();
  for (const monitor of await queryMonitors({ project, since }, context)) {
    for (const definition of monitor.budgets) {
      const id = budgetId(definition);
      const before = known.get(id);
      const holders = withHolder(before?.holders ?? [], monitor);
      known.set(id, {
        id,
        // The monitors come newest first.
        definition: before?.definition ?? definition,
        services: holders.flatMap(({ service }) => service ?? []),
        holders,
        monitors: (before?.monitors ?? 0) + (monitor.isAlive ? 1 : 0),
        seenAt: before?.seenAt ?? monitor.seenAt,
      });
    }
  }
  return [...known.values()].toSorted((a, b) => a.definition.name.localeCompare(b.definition.name));
}

/** The monitors come newest first. */
function withHolder(
  holders: readonly BudgetHolder[],
  { service, isAlive, seenAt }: KnownMonitor,
): readonly BudgetHolder[] {
  const before = holders.find((holder) => holder.service === service);
  const holder: BudgetHolder = {
    ...(service !== undefined && { service }),
    monitors: (before?.monitors ?? 0) + (isAlive ? 1 : 0),
    seenAt: before?.seenAt ?? seenAt,
  };
  return [...holders.filter((one) => one !== before), holder].toSorted((a, b) =>
    (a.service ?? "").localeCompare(b.service ?? ""),
  );
}

function budgetId(definition: BudgetDefinition): string {
  const isPlain = Object.keys(definition.match).length === 0 && definition.per.length === 0;
  return isPlain ? definition.name : `${definition.name}-${shortHash(accountSignature(definition))}`;
}

/** 32 bits of FNV-1a, as 8 hex digits. */
function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}
