import { deletionsTable } from "./deletions-table.ts";
import { FAILED_SPANS, failedSpansTable, failedSpansView } from "./failed-spans.ts";
import type { Migration } from "./migration.ts";
import { monitorTables } from "./monitor-tables.ts";
import { repairTables } from "./repair-tables.ts";
import { ROLLUPS, rollupTable, rollupView } from "./rollup-tables.ts";
import { BY_TRACE, loggedMessagesTable, payloadsTable, spansTable, type TableLayout } from "./tables.ts";

/** Sums add up wherever they are; those that the views make stay on the shard of their spans. */
const ANYWHERE = "rand()";

/** Every step of the schema, oldest first. What came before the first of them was never released. */
export function migrations(layout: TableLayout): readonly Migration[] {
  return [
    {
      version: 6,
      name: "spans, payloads, sums, monitors",
      statements: [
        spansTable(layout),
        failedSpansTable(layout),
        payloadsTable(layout),
        loggedMessagesTable(layout),
        ...repairTables(layout),
        deletionsTable(layout),
        ...monitorTables(layout),
        failedSpansView(layout),
        ...ROLLUPS.flatMap((table) => [rollupTable(table, layout), rollupView(table, layout)]),
        ...["spans", FAILED_SPANS, "payloads", "logged_messages"].flatMap((table) =>
          layout.spread(table, BY_TRACE),
        ),
        ...ROLLUPS.flatMap(({ name }) => layout.spread(name, ANYWHERE)),
      ],
    },
  ];
}
