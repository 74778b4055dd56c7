import { EACH_TAG } from "../../storage/schema/rollup-tables.ts";
import { DIMENSION_COLUMNS, type Dimension } from "../span-filter.ts";

/** What numbers can be split by: a dimension, the tags of a call (it counts under each), or a key of its metadata. */
export type GroupName = Dimension | "tag" | `metadata.${string}`;

const METADATA = "metadata.";

/** Longest key of metadata that can be asked for. */
const MAX_KEY_LENGTH = 200;

/** Whether a text names something to split by. */
export function isGroupName(text: string): text is GroupName {
  if (text === "tag" || text in DIMENSION_COLUMNS) return true;
  return (
    text.startsWith(METADATA) &&
    text.length > METADATA.length &&
    text.length <= METADATA.length + MAX_KEY_LENGTH
  );
}

/** A group as SQL over `s`, with the values bound into it. */
export interface GroupSql {
  readonly sql: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The column of rollups that holds it; undefined when none does. */
  readonly column?: string;
}

/** SQL of the group at `place` of a question; what has no value gives an empty text. */
export function groupSql(name: GroupName, place: number): GroupSql {
  if (name === "tag") return { sql: EACH_TAG, parameters: {}, column: "tag" };
  if (isDimension(name))
    return { sql: `s.${DIMENSION_COLUMNS[name]}`, parameters: {}, column: DIMENSION_COLUMNS[name] };
  const key = name.slice(METADATA.length);
  return { sql: `s.metadata[{groupKey${place}:String}]`, parameters: { [`groupKey${place}`]: key } };
}

function isDimension(name: GroupName): name is Dimension {
  return name in DIMENSION_COLUMNS;
}
