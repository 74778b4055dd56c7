import { useKeys } from "./use-keys.ts";

/**
 * `j` and `k` go from row to row of whatever list is on the page, without clicking into it first: they move the focus
 * to the first link or button of the next element that is marked by `data-row`, which Enter opens.
 */
export function useRowKeys(): void {
  useKeys({ j: () => moveBy(1), k: () => moveBy(-1) });
}

function moveBy(step: 1 | -1): boolean {
  const rows = [...document.querySelectorAll("main [data-row]")].filter((row) => targetIn(row) !== null);
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step))];
  if (next === undefined) return false;
  targetIn(next)?.focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function targetIn(row: Element): HTMLElement | null {
  return row.querySelector<HTMLElement>("a, button");
}
