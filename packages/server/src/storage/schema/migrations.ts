import { deletionsTable } from "./deletions-table.ts";
import { FAILED_SPANS, failedSpansTable } from "./failed-spans.ts";
import type { Migration } from "./migration.ts";
import { alertRules, monitorTables } from "./monitor-tables.ts";
import { repairTables } from "./repair-tables.ts";
import { ROLLUPS, type RollupTable, rollupFill, rollupTable, rollupView } from "./rollup-tables.ts";
import {
  BY_TRACE,
  loggedMessagesTable,
  mergedWhenOld,
  payloadsTable,
  spansTable,
  type TableLayout,
} from "./tables.ts";

/** Sums add up wherever they are; those that the views make stay on the shard of their spans. */
const ANYWHERE = "rand()";

/** Tables of sums that an earlier step made. */
const FORMER_ROLLUPS = ["spans_by_user_day", "spans_by_minute"];

/** Makes a table of sums anew of the spans that are there, so that it is whole whatever was counted before. */
function rollupAnew(table: RollupTable, layout: TableLayout): readonly string[] {
  return [
    ...withoutRollup(table.name, layout),
    rollupTable(table, layout),
    ...layout.spread(table.name, ANYWHERE),
    rollupFill(table),
    rollupView(table, layout),
  ];
}

function withoutRollup(name: string, { onCluster, stored }: TableLayout): readonly string[] {
  return [
    `DROP VIEW IF EXISTS ${name}_view${onCluster}`,
    ...new Set([name, stored(name)].map((table) => `DROP TABLE IF EXISTS ${table}${onCluster} SYNC`)),
  ];
}

/** Every step of the schema, oldest first. */
export function migrations(layout: TableLayout): readonly Migration[] {
  return [
    {
      version: 1,
      name: "spans and payloads",
      statements: [
        spansTable(layout),
        payloadsTable(layout),
        loggedMessagesTable(layout),
        ...repairTables(layout),
        ...["spans", "payloads", "logged_messages"].flatMap((table) => layout.spread(table, BY_TRACE)),
      ],
    },
    { version: 2, name: "deletions", statements: [deletionsTable(layout)] },
    { version: 3, name: "monitors and their alerts", statements: monitorTables(layout) },
    { version: 4, name: "rules of alerts", statements: alertRules(layout) },
    {
      version: 5,
      name: "sums, failed spans, old days in one piece",
      statements: [
        ...FORMER_ROLLUPS.flatMap((name) => withoutRollup(name, layout)),
        ...ROLLUPS.flatMap((table) => rollupAnew(table, layout)),
        ...failedSpansTable(layout),
        ...["spans", FAILED_SPANS, "payloads"].map((table) => mergedWhenOld(table, layout)),
      ],
    },
  ];
}
