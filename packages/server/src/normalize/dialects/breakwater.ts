import { nanosFromUsd } from "@breakwater/core/money/nanos";
import {
  ERROR_CLASSES,
  SPAN_KINDS,
  SPAN_STATUSES,
  USAGE_SOURCES,
} from "@breakwater/core/record/record-names";
import { epochMsOf } from "@breakwater/core/record/record-time";
import type { SpanBudget, SpanCost } from "@breakwater/core/record/span-record";
import type { Attributes } from "../../ingest/otlp/otlp-span.ts";
import type { DialectFacts, SpanDialect } from "../dialect.ts";
import { readGenai } from "./genai.ts";
import { countIn, flagIn, metadataBelow, numberIn, textIn, textsIn } from "./read-attribute.ts";

/** What our own SDK emits through OpenTelemetry: the GenAI conventions, and `breakwater.*` for what they cannot say. */
export const breakwaterDialect: SpanDialect = {
  name: "breakwater",
  matches: ({ attributes }) => attributes["breakwater.status"] !== undefined,
  read: (span) => {
    const { attributes } = span;
    const { usageSource: _source, ...facts } = readGenai(span);
    const tags = textsIn(attributes, "breakwater.tags");
    const metadata = metadataBelow(attributes, "breakwater.metadata.");
    const attempt = countIn(attributes, "breakwater.attempt");
    return {
      ...facts,
      ...kindAndStatus(attributes),
      ...ownTexts(attributes),
      ...errorFacts(attributes),
      ...(facts.usage && {
        usageSource: nameIn(attributes, "breakwater.usage.source", USAGE_SOURCES) ?? "reported",
      }),
      ...(tags && { tags }),
      ...(metadata && { metadata }),
      ...(attempt !== undefined && { attempt }),
      ...(flagIn(attributes, "breakwater.cached") === true && { cached: true }),
      ...costFacts(attributes),
      ...budgetFacts(attributes),
    };
  },
};

function kindAndStatus(attributes: Attributes): Pick<DialectFacts, "kind" | "status"> {
  const kind = nameIn(attributes, "breakwater.kind", SPAN_KINDS);
  const status = nameIn(attributes, "breakwater.status", SPAN_STATUSES);
  return { ...(kind && { kind }), ...(status && { status }) };
}

function ownTexts(attributes: Attributes): DialectFacts {
  const texts: Readonly<Record<string, string | undefined>> = {
    name: textIn(attributes, "breakwater.name"),
    project: textIn(attributes, "breakwater.project"),
    environment: textIn(attributes, "breakwater.environment"),
    serviceTier: textIn(attributes, "breakwater.service_tier"),
    queryType: textIn(attributes, "breakwater.query_type"),
    errorType: textIn(attributes, "breakwater.error.name", "error.type"),
    errorCode: textIn(attributes, "breakwater.error.code"),
  };
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined));
}

const FINGERPRINT = /^[0-9a-f]{16}$/;

/** The class is the conventions' `error.type`; the fingerprint groups these spans with the journal's records. */
function errorFacts(attributes: Attributes): Pick<DialectFacts, "errorClass" | "errorFingerprint"> {
  const errorClass = nameIn(attributes, "error.type", ERROR_CLASSES);
  const errorFingerprint = textIn(attributes, "breakwater.error.fingerprint");
  return {
    ...(errorClass && { errorClass }),
    ...(errorFingerprint !== undefined && FINGERPRINT.test(errorFingerprint) && { errorFingerprint }),
  };
}

/** The SDK has priced the call; its word holds, with whatever prices of its own it was given. */
function costFacts(attributes: Attributes): { readonly cost?: SpanCost } {
  const source = textIn(attributes, "breakwater.cost.source");
  if (source === "unpriced") {
    return { cost: { source, reason: textIn(attributes, "breakwater.cost.unpriced_reason") ?? "unknown" } };
  }
  const totalNanos = nanosIn(attributes, "breakwater.cost.usd");
  if (totalNanos === undefined || (source !== "priced" && source !== "reported")) return {};
  return { cost: { source, totalNanos, inputNanos: totalNanos, outputNanos: 0, catalogue: "sender" } };
}

/** Dollars beyond what can be counted exactly are nonsense. */
function nanosIn(attributes: Attributes, name: string): number | undefined {
  const usd = numberIn(attributes, name);
  return usd === undefined || usd > MAX_USD ? undefined : nanosFromUsd(usd);
}

const MAX_USD = 1_000_000;

function budgetFacts(attributes: Attributes): { readonly budget?: SpanBudget } {
  const budget = textIn(attributes, "breakwater.budget.name");
  const resetsAt = textIn(attributes, "breakwater.budget.resets_at") ?? "";
  if (budget === undefined || Number.isNaN(epochMsOf(resetsAt))) return {};
  const nanos = (name: string) => nanosIn(attributes, `breakwater.budget.${name}`) ?? 0;
  return {
    budget: {
      heldNanos: 0,
      denial: {
        budget,
        key: {},
        limitNanos: nanos("limit_usd"),
        spentNanos: nanos("spent_usd"),
        heldNanos: nanos("held_usd"),
        requestedNanos: nanos("requested_usd"),
        resetsAt,
        reason: textIn(attributes, "breakwater.budget.reason") === "unpriced" ? "unpriced" : "limit",
      },
    },
  };
}

/** An attribute that is one of a list of names. */
function nameIn<Name extends string>(
  attributes: Attributes,
  attribute: string,
  names: readonly Name[],
): Name | undefined {
  const text = textIn(attributes, attribute);
  return names.find((name) => name === text);
}
