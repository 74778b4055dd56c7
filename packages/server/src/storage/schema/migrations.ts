import type { Migration } from "./migration.ts";
import { repairTables } from "./repair-tables.ts";
import { ROLLUPS, rollupTable, rollupView } from "./rollup-tables.ts";
import { loggedMessagesTable, payloadsTable, spansTable, type TableLayout } from "./tables.ts";

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
      ],
    },
  ];
}
