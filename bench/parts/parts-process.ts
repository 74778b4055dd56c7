// Measures single parts of Breakwater, in a process of its own: node --expose-gc parts-process.ts <folder>
import { journalCost } from "./journal-cost.ts";
import { ledgerCost } from "./ledger-cost.ts";
import { reportCost } from "./report-cost.ts";
import { restoreCost } from "./restore-cost.ts";

/** What single parts cost. */
export interface PartCosts {
  readonly ledger: ReturnType<typeof ledgerCost>;
  readonly journal: Awaited<ReturnType<typeof journalCost>>;
  readonly report: Awaited<ReturnType<typeof reportCost>>;
  readonly restore: Awaited<ReturnType<typeof restoreCost>>;
}

const [folder = ""] = process.argv.slice(2);
const costs: PartCosts = {
  ledger: ledgerCost(),
  journal: await journalCost(folder),
  report: await reportCost(),
  restore: await restoreCost(folder),
};
process.send?.(costs, () => process.exit());
