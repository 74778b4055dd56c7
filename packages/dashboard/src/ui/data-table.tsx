import type { ReactNode } from "react";

/** A column of a table. */
export interface DataColumn<Row> {
  readonly id: string;
  readonly header: string;
  /** Numbers stand at the end, so that their digits line up. */
  readonly isNumber?: boolean;
  /** Left out where the screen is narrow. */
  readonly isMinor?: boolean;
  /** Numbers can be sorted by, unless this says no. */
  readonly canSort?: boolean;
  readonly cell: (row: Row) => ReactNode;
}

interface DataTableProps<Row> {
  /** What the table lists, for those who do not see it. */
  readonly label: string;
  readonly columns: readonly DataColumn<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** Said instead of rows when there are none. */
  readonly empty: string;
  readonly sortedBy?: string;
  readonly onSort?: (column: string) => void;
}

/** A table with aligned numbers; it scrolls by itself where the screen is too narrow. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rows, keyOf, empty } = props;
  if (rows.length === 0) return <p className="py-6 text-center text-sm text-quiet">{empty}</p>;
  return (
    <div className="overflow-x-auto">
      <table aria-label={label} className="w-full text-sm">
        <thead>
          <tr className="border-b border-line text-left text-xs text-quiet">
            {columns.map((column) => (
              <HeaderCell key={column.id} column={column} table={props} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={keyOf(row)}
              data-row
              className="border-b border-line/50 last:border-0 hover:bg-raised/50 has-[:focus-visible]:bg-raised"
            >
              {columns.map((column) => (
                <td key={column.id} className={`max-w-80 truncate py-1.5 pr-3 ${placeOf(column)}`}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface HeaderCellProps<Row> {
  readonly column: DataColumn<Row>;
  readonly table: DataTableProps<Row>;
}

function HeaderCell<Row>({ column, table: { sortedBy, onSort } }: HeaderCellProps<Row>) {
  const isSorted = sortedBy === column.id;
  const canSort = onSort !== undefined && column.isNumber === true && column.canSort !== false;
  return (
    <th
      scope="col"
      aria-sort={isSorted ? "descending" : undefined}
      className={`py-1.5 pr-3 font-medium ${placeOf(column)}`}
    >
      {canSort ? (
        <button type="button" onClick={() => onSort(column.id)} className={isSorted ? "text-ink" : ""}>
          {column.header}
          {isSorted ? " ↓" : ""}
        </button>
      ) : (
        column.header
      )}
    </th>
  );
}

function placeOf<Row>({ isNumber, isMinor }: DataColumn<Row>): string {
  return `${isNumber === true ? "text-right tabular-nums" : ""} ${isMinor === true ? "hidden md:table-cell" : ""}`;
}
