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
const DAY_SECONDS = 86_400;

/** Generating must leave room for whoever else uses the machine. */
const SETTINGS = "SETTINGS max_threads = 2, max_insert_threads = 2, max_memory_usage = 6000000000";

/**
 * Makes spans inside the engine, a day at a time, up to `end` (epoch seconds). The sums are made once for each day, by
 * the statements of the views: what they hold after their merges is the same. Yields how many days are there. Each trace is a chain, a retriever and three calls; every span of it has one project,
 * user, session and tags. One call in a hundred has a payload.
 */
export async function* generateSpans(engine: SqlEngine, plan: GenerationPlan): AsyncGenerator<number> {
  const { spans, end, firstDay } = plan;
  const perDay = Math.round(spans / DAYS / SPANS_OF_A_TRACE) * SPANS_OF_A_TRACE;
  for (const { name } of ROLLUPS) await engine.command(`DETACH TABLE IF EXISTS ${name}_view`);
  for (let day = firstDay; day < DAYS; day++) {
    const from = end - (DAYS - day) * DAY_SECONDS;
    await engine.command(spansOfDay(day * perDay, perDay, from));
    for (const table of ROLLUPS) await engine.command(sumsOfDay(table, from));
    await engine.command(payloadsOfDay(from));
    yield day + 1;
  }
  for (const { name } of ROLLUPS) await engine.command(`ATTACH TABLE IF NOT EXISTS ${name}_view`);
}

/** What is made. */
export interface GenerationPlan {
  readonly spans: number;
  /** Epoch seconds of the newest span. */
  readonly end: number;
  /** Days that are there already. */
  readonly firstDay: number;
}

/** Columns by name, over `numbers()`: `n` is the span's number, `t` its trace's, `p` its place in it, `h` what varies. */
function spansOfDay(first: number, count: number, from: number): string {
  const isCall = "p >= 2";
  const columns: Readonly<Record<string, string>> = {
    project: "if(t % 10 < 7, 'shop', if(t % 10 < 9, 'search', 'lab'))",
    trace_id: "sipHash128(t)",
    span_id: "reinterpretAsFixedString(sipHash64(n))",
    parent_span_id: "if(p = 0, toFixedString('', 8), reinterpretAsFixedString(sipHash64(toUInt64(n - p))))",
    start_time: `toDateTime64(${from}, 6, 'UTC') + toIntervalMicrosecond(cityHash64(t) % ${(DAY_SECONDS - 60) * 1_000_000} + p * 900000)`,
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
    user_id: "concat('user-', toString(toUInt64(20000 * pow((cityHash64(t, 1) % 100000) / 100000, 2))))",
    session_id: "concat('session-', toString(intDiv(t, 4)))",
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
    WITH number AS n, intDiv(n, ${SPANS_OF_A_TRACE}) AS t, n % ${SPANS_OF_A_TRACE} AS p, cityHash64(n) AS h
    SELECT ${Object.values(columns).join(",\n      ")}
    FROM numbers(${first}, ${count}) ${SETTINGS}`;
}

const time = (at: number) => `toDateTime64(${at}, 6, 'UTC')`;

/** What the view of the rollup makes of the spans of a day. */
function sumsOfDay(table: RollupTable, from: number): string {
  const day = `s.start_time >= ${time(from)} AND s.start_time < ${time(from + DAY_SECONDS)}`;
  const select = rollupSelect(table, `spans AS s WHERE s.status != 'running' AND ${day}`);
  return `INSERT INTO ${table.name} (${rollupColumns(table, 1)}) ${select} ${SETTINGS}`;
}

function payloadsOfDay(from: number): string {
  return `INSERT INTO payloads (project, trace_id, span_id, start_time, input, output, version)
    SELECT project, trace_id, span_id, start_time,
      concat('What about order ', toString(cityHash64(span_id) % 100000), ' and its refund?'),
      concat('The answer concerns item ', toString(cityHash64(trace_id) % 1000), ' of the catalogue.'), 1
    FROM spans WHERE has_payload = 1 AND start_time >= ${time(from)} AND start_time < ${time(from + DAY_SECONDS)}
    ${SETTINGS}`;
}
