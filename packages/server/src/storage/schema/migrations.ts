import { deletionsTable } from "./deletions-table.ts";
import type { Migration } from "./migration.ts";
import { alertRules, monitorTables } from "./monitor-tables.ts";
import { repairTables } from "./repair-tables.ts";
import { ROLLUPS, rollupTable, rollupView } from "./rollup-tables.ts";
import { BY_TRACE, loggedMessagesTable, payloadsTable, spansTable, type TableLayout } from "./tables.ts";

/** Sums add up wherever they are; those that the views make stay on the shard of their spans. */
const ANYWHERE = "rand()";

/** Every step of the schema, oldest first. */
export function migrations(layout: TableLayout): readonly Migration[] {
  return [
    {
      version: 1,
      name: "spans, payloads and rollups",
      statements: [
        spansTable(layout),
        payloadsTable(layout),
        loggedMessagesTable(layout),
        ...repairTables(layout),
        ...ROLLUPS.flatMap((table) => [rollupTable(table, layout), rollupView(table, layout)]),
        ...["spans", "payloads", "logged_messages"].flatMap((table) => layout.spread(table, BY_TRACE)),
        ...ROLLUPS.flatMap(({ name }) => layout.spread(name, ANYWHERE)),
      ],
    },
    { version: 2, name: "deletions", statements: [deletionsTable(layout)] },
    { version: 3, name: "monitors and their alerts", statements: monitorTables(layout) },
    { version: 4, name: "rules of alerts", statements: alertRules(layout) },
  ];
}
