import type { CallFacts } from "@breakwater/core/budget/budget-definition";
import type { CallBound, Ledger, MaybePromise, ReserveOutcome } from "@breakwater/core/budget/ledger";
import type { PriceBook } from "@breakwater/core/pricing/price-book";
import { type OutputCap, outputCap } from "@breakwater/core/usage/max-output";
import { messageBound, type RequestSize } from "@breakwater/core/usage/message-bound";
import { encodingFor, loadedTokenizer, loadTokenizer } from "@breakwater/core/usage/tokenizer";
import type { ModelCall, OpenRun, RunHold } from "../calls/open-run.ts";
import type { RecordOrigin } from "../calls/record-of-run.ts";
import { asksForCacheWrites } from "./cache-writes.ts";

/** What reservations need. */
export interface ReservationParts {
  readonly ledger: Ledger;
  readonly prices: PriceBook;
  /** Where the process stands: the environment of calls that name none. */
  readonly origin: RecordOrigin;
  /** Output tokens assumed, per choice, for a call that names no cap. */
  readonly defaultMaxOutputTokens: number;
}

/** A reservation that was made, or refused. */
export interface Reservation {
  readonly outcome: ReserveOutcome;
  readonly hold: RunHold;
}

/**
 * Reserves the most that a call can cost. The input is bounded by its bytes first, which takes microseconds; only
 * where that would not fit well inside the budgets is it counted by the model's tokenizer (loaded once), so that
 * holds near a limit are tight and calls far from it pay nothing for it.
 */
export function reserveFor(
  run: OpenRun,
  call: ModelCall,
  parts: ReservationParts,
): MaybePromise<Reservation> {
  const tokenizer = loadedTokenizer(call.requestModel ?? "");
  const canTighten = encodingFor(call.requestModel ?? "") !== undefined;
  const cap = outputCap(call.request.invocationParams);
  const loose = holdFor(run, { call, parts, cap, size: messageBound(call.request) });
  const first = reserve(run, loose, { parts, isProvisional: canTighten });
  const next = (outcome: ReserveOutcome): MaybePromise<Reservation> => {
    if (outcome.outcome === "held" || !canTighten) return { outcome, hold: loose };
    const tighten = (counter: typeof tokenizer) => {
      const size = messageBound(call.request, { tokenizer: counter });
      const hold = holdFor(run, { call, parts, cap, size });
      return then(reserve(run, hold, { parts, isProvisional: false }), (final) => ({ outcome: final, hold }));
    };
    return tokenizer ? tighten(tokenizer) : loadTokenizer(call.requestModel ?? "").then(tighten);
  };
  return then(first, next);
}

/** What budgets match and split by, for a run: the same as its record will say. */
export function factsOfRun(run: OpenRun, { environment }: RecordOrigin): CallFacts {
  const { requestModel: model, provider } = run.call ?? {};
  return {
    ...(environment !== undefined && { environment }),
    ...run.context,
    ...(model !== undefined && { model }),
    ...(provider !== undefined && { provider }),
  };
}

interface HoldBasis {
  readonly call: ModelCall;
  readonly parts: ReservationParts;
  readonly cap: OutputCap;
  readonly size: RequestSize;
}

function holdFor(run: OpenRun, { call, parts, cap, size }: HoldBasis): RunHold {
  const maxOutputTokens = cap.cap ?? parts.defaultMaxOutputTokens * cap.choices;
  const price = parts.prices.bound({
    provider: call.provider,
    model: call.requestModel,
    serviceTier: call.serviceTier,
    at: run.startedAt,
    inputTokens: size.tokens,
    maxOutputTokens,
    hasCacheWrites: asksForCacheWrites(call.request),
  });
  const bound: CallBound = price.kind === "bounded" ? price : { kind: "unpriced" };
  return {
    nanos: bound.kind === "bounded" ? bound.nanos : 0,
    inputTokens: size.tokens,
    maxOutputTokens,
    bound,
    isBounded: bound.kind === "bounded" && cap.cap !== undefined && size.isBounded,
  };
}

function reserve(
  run: OpenRun,
  hold: RunHold,
  { parts, isProvisional }: { parts: ReservationParts; isProvisional: boolean },
): MaybePromise<ReserveOutcome> {
  return parts.ledger.reserve({
    holdId: run.id,
    facts: factsOfRun(run, parts.origin),
    startedAt: run.startedAt,
    bound: hold.bound,
    isProvisional,
  });
}

/** Goes on at once with a value, later with a promise. */
function then<A, B>(value: MaybePromise<A>, next: (value: A) => MaybePromise<B>): MaybePromise<B> {
  return value instanceof Promise ? value.then(next) : next(value);
}
