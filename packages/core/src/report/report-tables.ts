import { budgetTable } from "./budget-table.ts";
import { costTables } from "./cost-tables.ts";
import { errorTable } from "./error-table.ts";
import { performanceTables } from "./performance-tables.ts";
import type { Report } from "./report.ts";
import type { ReportTable } from "./report-table.ts";

/** The tables of a report in reading order; empty ones are left out. */
export function reportTables(report: Report): ReportTable[] {
  const tables = [
    budgetTable(report),
    ...costTables(report),
    ...performanceTables(report),
    errorTable(report),
  ];
  return tables.filter((table) => table !== undefined);
}
