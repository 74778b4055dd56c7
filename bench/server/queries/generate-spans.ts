import {
  ROLLUPS,
  type RollupTable,
  rollupColumns,
  rollupSelect,
} from "@breakwater/server/storage/schema/rollup-tables";
import type { SqlEngine } from "@breakwater/server/storage/sql-engine";

/** Days over which the spans lie. */
export const DAYS = 30;

const SPANS_OF_A_TRACE = 5;

/** A session is a few traces of one user, minutes apart. */
const TRACES_OF_A_SESSION = 4;
const PAUSE_SECONDS = 200;
const SESSION_SECONDS = 900;

const DAY_SECONDS = 86_400;

/**
 * Generating must leave room for whoever else uses the machine. A day goes in as one piece, rather than as several that
 * have to be merged.
 */
const SETTINGS = `SETTINGS max_threads = 2, max_insert_threads = 1, max_memory_usage = 8000000000,
  min_insert_block_size_rows = 5000000, min_insert_block_size_bytes = 10000000000`;

/**
 * Makes spans inside the engine, a day at a time, up to `end` (epoch seconds). Yields how many days are there. The
 * sums of a day are made at once, by the statements of the views: what they hold after their merges is the same. Days
 * after the first are the first day again, its spans, traces, sessions and releases under names of their own: making
 * each anew would take hours.
 *
 * Each trace is a chain, a retriever and three calls; every span of it has one project, user, session and tags. One
 * call in a hundred has a payload.
 */
export async function* generateSpans(engine: SqlEngine, plan: GenerationPlan): AsyncGenerator<number> {
  const { spans, end, firstDay } = plan;
  const perDay = Math.round(spans / DAYS / SPANS_OF_A_TRACE) * SPANS_OF_A_TRACE;
  const first = end - DAYS * DAY_SECONDS;
  for (const { name } of ROLLUPS) await engine.command(`DETACH TABLE IF EXISTS ${name}_view`);
  for (let day = firstDay; day < DAYS; day++) {
    const from = first + day * DAY_SECONDS;
    if (day === 0) {
      await engine.command(spansOfDay(perDay, from));
      for (const table of ROLLUPS) for (const sql of firstSums(table, from)) await engine.command(sql);
    } else await engine.command(daysLater({ ...SPANS_OF_FIRST, where: isOfDay(first) }, day));
    for (const table of ROLLUPS) {
      const { name } = table;
      await engine.command(daysLater({ from: `${name}_first`, to: name, names: sumNames(table) }, day));
    }
    await engine.command(payloadsOfDay(from));
    await engine.command(`OPTIMIZE TABLE spans PARTITION ID '${utcDay(from)}' FINAL`);
    yield day + 1;
  }
  for (const { name } of ROLLUPS) {
    await engine.command(`DROP TABLE ${name}_first`);
    await engine.command(`ATTACH TABLE IF NOT EXISTS ${name}_view`);
  }
}

/** The partition that is whole when a day from here has been made. The server has old days put into one piece, too. */
function utcDay(from: number): string {
  return new Date(from * 1000).toISOString().slice(0, 10).replaceAll("-", "");
}

/** What is made. */
export interface GenerationPlan {
  readonly spans: number;
  /** Epoch seconds of the newest span. */
  readonly end: number;
  /** Days that are there already. */
  readonly firstDay: number;
}

/** Columns by name, over `numbers()`: `n` is the span's number, `t` its trace's, `w` its session's, `p` its place in the trace, `h` what varies. */
function spansOfDay(count: number, from: number): string {
  const isCall = "p >= 2";
  const columns: Readonly<Record<string, string>> = {
    project: "if(w % 10 < 7, 'shop', if(w % 10 < 9, 'search', 'lab'))",
    trace_id: "sipHash128(t)",
    span_id: "reinterpretAsFixedString(sipHash64(n))",
    parent_span_id: "if(p = 0, toFixedString('', 8), reinterpretAsFixedString(sipHash64(toUInt64(n - p))))",
    start_time: `toDateTime64(${from}, 6, 'UTC') + toIntervalMicrosecond(cityHash64(w) % ${(DAY_SECONDS - SESSION_SECONDS) * 1_000_000} + t % ${TRACES_OF_A_SESSION} * ${PAUSE_SECONDS}000000 + p * 900000)`,
    duration_us: "toInt64(exp(12.5 + 2 * (h % 1000) / 1000 + (h % 97) / 97))",
    ttft_us: `if(${isCall} AND h % 3 = 0, 200000 + h % 900000, -1)`,
    service: "arrayElement(['api', 'worker', 'chat', 'batch'], 1 + t % 4)",
    environment: "if(t % 5 = 0, 'staging', 'production')",
    // A new release every day, rolled out over a few hours.
    release: `concat('v', toString(${Math.floor(from / DAY_SECONDS)} - (cityHash64(t, 3) % 20 = 0)))`,
    kind: "if(p = 0, 'chain', if(p = 1, 'retriever', if(h % 11 = 0, 'embedding', 'llm')))",
    name: "if(p = 0, 'answer', if(p = 1, 'find', 'chat'))",
    provider: `if(${isCall}, arrayElement(['openai', 'anthropic', 'google'], 1 + intDiv(h % 144, 12) % 3), '')`,
    request_model: `if(${isCall}, concat('model-', toString(intDiv(h % 144, 12))), '')`,
    status: "if(h % 50 = 0, 'error', if(h % 997 = 0, 'abandoned', 'ok'))",
    error_class: "if(h % 50 = 0, arrayElement(['rate_limit', 'timeout', 'server'], 1 + h % 3), '')",
    error_type: "if(h % 50 = 0, 'APIError', '')",
    error_message: "if(h % 50 = 0, concat('Request ', toString(h % 100000), ' failed'), '')",
    error_fingerprint: "if(h % 50 = 0, concat('f', toString(h % 200)), '')",
    attempt: `if(${isCall}, 1 + (h % 40 = 0), 0)`,
    input_tokens: `if(${isCall}, 200 + h % 4000, 0)`,
    output_tokens: `if(${isCall}, 20 + h % 700, 0)`,
    usage_source: `if(${isCall}, 'reported', '')`,
    cost_source: `if(${isCall}, if(h % 200 = 1, 'unpriced', 'priced'), '')`,
    cost_nanos: `if(${isCall} AND h % 200 != 1, 100000 + h % 20000000, 0)`,
    user_id: "concat('user-', toString(toUInt64(20000 * pow((cityHash64(w, 1) % 100000) / 100000, 2))))",
    session_id: "concat('session-', toString(w))",
    // Each service has one kind of question, and now and then another.
    query_type: "arrayElement(['ask', 'summary', 'code', 'plan'], 1 + (t + (cityHash64(t, 2) % 10 = 0)) % 4)",
    tags: "[concat('tag-', toString(t % 20)), concat('team-', toString(t % 7))]",
    metadata: "map('team', concat('team-', toString(t % 7)), 'tenant', concat('tenant-', toString(t % 300)))",
    has_payload: `toUInt8(${isCall} AND h % 100 = 7)`,
    protocol: "'native'",
    dialect: "'breakwater'",
    rank: "3",
    version: "1",
    ingested_at: `toDateTime64(${from + DAY_SECONDS}, 3, 'UTC')`,
  };
  return `INSERT INTO spans (${Object.keys(columns).join(", ")})
    WITH number AS n, intDiv(n, ${SPANS_OF_A_TRACE}) AS t, n % ${SPANS_OF_A_TRACE} AS p, cityHash64(n) AS h,
      intDiv(t, ${TRACES_OF_A_SESSION}) AS w
    SELECT ${Object.values(columns).join(",\n      ")}
    FROM numbers(${count}) ${SETTINGS}`;
}

const time = (at: number) => `toDateTime64(${at}, 6, 'UTC')`;

function isOfDay(from: number): string {
  return `s.start_time >= ${time(from)} AND s.start_time < ${time(from + DAY_SECONDS)}`;
}

/** What the view of the rollup makes of the spans of the first day, kept apart: later days are made of it. */
function firstSums(table: RollupTable, from: number): readonly string[] {
  const first = `${table.name}_first`;
  const select = rollupSelect(table, `spans AS s WHERE s.status != 'running' AND ${isOfDay(from)}`);
  return [
    `CREATE TABLE IF NOT EXISTS ${first} AS ${table.name} ENGINE = MergeTree ORDER BY tuple()`,
    `INSERT INTO ${first} (${rollupColumns(table, 1)}) ${select} ${SETTINGS}`,
  ];
}

/** Columns by name, and what becomes of them so many days later. */
type LaterNames = Readonly<Record<string, (days: number) => string>>;

const LATER_RELEASE = (days: number) => `concat('v', toString(toUInt32(substring(s.release, 2)) + ${days}))`;
const LATER_SESSION = (days: number) => `concat(s.session_id, '-${days}')`;

const SPAN_NAMES: LaterNames = {
  start_time: (days) => `s.start_time + toIntervalDay(${days})`,
  ingested_at: (days) => `s.ingested_at + toIntervalDay(${days})`,
  // All but the last byte stay, and with them the order.
  trace_id: (days) => `toFixedString(concat(substring(s.trace_id, 1, 15), char(${days})), 16)`,
  release: LATER_RELEASE,
  session_id: LATER_SESSION,
};

const SPANS_OF_FIRST = { from: "spans", to: "spans", names: SPAN_NAMES };

function sumNames({ dimensions }: RollupTable): LaterNames {
  return {
    bucket: (days) => `s.bucket + toIntervalDay(${days})`,
    last_arrival: (days) => `s.last_arrival + toIntervalDay(${days})`,
    ...(dimensions.includes("release") && { release: LATER_RELEASE }),
    ...(dimensions.includes("session_id") && { session_id: LATER_SESSION }),
  };
}

/** Rows of the first day, and where they go as rows of a later one. */
interface FirstRows {
  readonly from: string;
  readonly to: string;
  readonly names: LaterNames;
  readonly where?: string;
}

function daysLater({ from, to, names, where = "1" }: FirstRows, days: number): string {
  const later = Object.entries(names).map(([name, renamed]) => `${renamed(days)} AS ${name}`);
  const columns = days === 0 ? "s.*" : `s.* REPLACE (${later.join(", ")})`;
  return `INSERT INTO ${to} SELECT ${columns} FROM ${from} AS s WHERE ${where} ${SETTINGS}`;
}

function payloadsOfDay(from: number): string {
  return `INSERT INTO payloads (project, trace_id, span_id, start_time, input, output, version)
    SELECT project, trace_id, span_id, start_time,
      concat('What about order ', toString(cityHash64(span_id) % 100000), ' and its refund?'),
      concat('The answer concerns item ', toString(cityHash64(trace_id) % 1000), ' of the catalogue.'), 1
    FROM spans WHERE has_payload = 1 AND start_time >= ${time(from)} AND start_time < ${time(from + DAY_SECONDS)}
    ${SETTINGS}`;
}
