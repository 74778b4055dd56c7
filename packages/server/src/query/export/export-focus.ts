import { SPAN_SUMS } from "../../storage/schema/span-sums.ts";
import { inferenceFilter } from "../inference-filter.ts";
import type { QueryContext } from "../query-context.ts";
import { type SpanFilter, spanCondition } from "../span-filter.ts";
import { dollarsSql, type ExportFormat, FORMATS, nothingSql, textSql } from "./export-format.ts";
import { EXPORT_TIMEOUT_MS, MAX_EXPORT_ROWS } from "./export-spans.ts";

/**
 * What the calls that a filter leaves cost, by day (UTC), model, user, service and environment, in the columns of
 * FOCUS 1.2. Each group has a row for its input, one for its output, one for cost that is neither, and one that counts
 * the calls whose price nobody knows. The billed cost of all rows is the cost of all calls.
 * @see https://focus.finops.org/focus-specification/v1-2/
 */
export function exportFocus(
  filter: SpanFilter,
  format: ExportFormat,
  { engine, limits }: QueryContext,
): AsyncIterable<Uint8Array> {
  const { sql, parameters } = spanCondition(inferenceFilter(filter));
  return engine.stream({
    sql: `SELECT ${columnsOf(format)} FROM (${groupsSql(sql)}) AS g
      ARRAY JOIN [
        tuple('input', 'Tokens', g.input_tokens, g.input_nanos),
        tuple('output', 'Tokens', g.output_tokens, g.output_nanos),
        tuple('other', 'Requests', g.calls, g.total_nanos - g.input_nanos - g.output_nanos),
        tuple('unpriced', 'Requests', g.unpriced_calls, toInt64(0))
      ] AS line
      WHERE line.4 != 0 OR (line.1 != 'other' AND line.3 != 0)
      ORDER BY g.day, g.provider, g.model, g.user_id, g.service, g.environment, line.1`,
    format: FORMATS[format].engine,
    parameters,
    limits: { ...limits, timeoutMs: EXPORT_TIMEOUT_MS, maxRows: MAX_EXPORT_ROWS },
  });
}

function groupsSql(condition: string): string {
  const isPriced = SPAN_SUMS.priced_calls;
  return `SELECT toString(s.project) AS project, toDate(s.start_time) AS day,
      if(s.provider = '', 'unknown', toString(s.provider)) AS provider,
      if(s.model = '', 'unknown', toString(s.model)) AS model, s.user_id AS user_id,
      toString(s.service) AS service, toString(s.environment) AS environment,
      toInt64(countIf(${isPriced})) AS calls, toInt64(countIf(${SPAN_SUMS.unpriced_calls})) AS unpriced_calls,
      toInt64(sumIf(s.input_tokens, ${isPriced})) AS input_tokens,
      toInt64(sumIf(s.output_tokens, ${isPriced})) AS output_tokens,
      sumIf(s.cost_nanos, ${isPriced}) AS total_nanos,
      sumIf(s.cost_input_nanos, ${isPriced}) AS input_nanos, sumIf(s.cost_output_nanos, ${isPriced}) AS output_nanos
    FROM spans AS s FINAL
    WHERE ${condition} AND s.status != 'running'
    GROUP BY project, day, provider, model, user_id, service, environment`;
}

const DAY = "'%Y-%m-%dT00:00:00Z'";

function columnsOf(format: ExportFormat): string {
  const cost = dollarsSql("line.4", format);
  const nothing = nothingSql(format);
  const provider = textSql("g.provider", format);
  const model = textSql("g.model", format);
  const project = textSql("g.project", format);
  const sku = "concat(g.provider, '/', g.model)";
  const what = `multiIf(line.1 = 'unpriced', 'Calls at a price that is not known', line.1 = 'other', 'Calls', concat('Tokens of ', line.1))`;
  const columns: Readonly<Record<string, string>> = {
    BilledCost: cost,
    BillingAccountId: project,
    BillingAccountName: project,
    BillingCurrency: "'USD'",
    BillingPeriodEnd: `formatDateTime(addMonths(toStartOfMonth(g.day), 1), ${DAY})`,
    BillingPeriodStart: `formatDateTime(toStartOfMonth(g.day), ${DAY})`,
    ChargeCategory: "'Usage'",
    ChargeClass: nothing,
    ChargeDescription: `concat(${what}, ', ', g.model)`,
    ChargeFrequency: "'Usage-Based'",
    ChargePeriodEnd: `formatDateTime(addDays(g.day, 1), ${DAY})`,
    ChargePeriodStart: `formatDateTime(g.day, ${DAY})`,
    ConsumedQuantity: "line.3",
    ConsumedUnit: "line.2",
    ContractedCost: cost,
    EffectiveCost: cost,
    InvoiceIssuerName: provider,
    ListCost: cost,
    PricingCategory: "'Standard'",
    PricingQuantity: "line.3",
    PricingUnit: "line.2",
    ProviderName: provider,
    PublisherName: provider,
    ResourceId: model,
    ResourceName: model,
    ResourceType: "'Model'",
    ServiceCategory: "'AI and Machine Learning'",
    ServiceName: textSql("concat(g.provider, ' inference')", format),
    ServiceSubcategory: "'Generative AI'",
    SkuId: textSql(sku, format),
    SkuMeter: "line.1",
    SkuPriceId: textSql(`concat(${sku}, '/', line.1)`, format),
    SubAccountId: project,
    SubAccountName: project,
    Tags: "toJSONString(map('environment', g.environment, 'service', g.service, 'user', g.user_id))",
    x_IsUnpriced: "if(line.1 = 'unpriced', 'true', 'false')",
  };
  return Object.entries(columns)
    .map(([name, sql]) => `${sql} AS ${name}`)
    .join(", ");
}
