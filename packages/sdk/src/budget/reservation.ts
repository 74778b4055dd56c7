import type { CallFacts } from "@breakwater/core/budget/budget-definition";
import type { Ledger, MaybePromise, ReserveOutcome } from "@breakwater/core/budget/ledger";
import type { PriceBook, PriceBound } from "@breakwater/core/pricing/price-book";
import { type OutputCap, outputCap } from "@breakwater/core/usage/max-output";
import { messageBound, type RequestSize } from "@breakwater/core/usage/message-bound";
import {
  encodingFor,
  loadedTokenizer,
  loadTokenizer,
  type Tokenizer,
} from "@breakwater/core/usage/tokenizer";
import type { ModelCall, OpenRun, RunHold } from "../calls/open-run.ts";
import type { RecordOrigin } from "../calls/record-of-run.ts";
import { andThen } from "./and-then.ts";
import { asksForCacheWrites } from "./cache-writes.ts";
import { capRange, fittedCap, type OutputFit } from "./fitted-cap.ts";

/** What reservations need. */
export interface ReservationParts {
  readonly ledger: Ledger;
  readonly prices: PriceBook;
  /** Where the process stands: the environment of calls that name none. */
  readonly origin: RecordOrigin;
  /** Output tokens assumed, per choice, for a call that names no cap. */
  readonly defaultMaxOutputTokens: number;
  /** How calls without a cap are given one, where their entrance can still do so; absent = not at all. */
  readonly fitOutput?: OutputFit | undefined;
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
  const model = call.requestModel ?? "";
  const canTighten = encodingFor(model) !== undefined;
  const cap = run.kind === "embedding" ? NO_OUTPUT : outputCap(call.request.invocationParams);
  const attempt = (isProvisional: boolean, tokenizer?: Tokenizer) =>
    tryToReserve(run, { call, parts, cap, isProvisional, size: messageBound(call.request, { tokenizer }) });
  return andThen(attempt(canTighten), (first): MaybePromise<Reservation> => {
    if (first.outcome.outcome === "held" || !canTighten) return first;
    const tokenizer = loadedTokenizer(model);
    const tighten = (counter: Tokenizer | undefined) => attempt(false, counter);
    return tokenizer ? tighten(tokenizer) : loadTokenizer(model).then(tighten);
  });
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

/** Whether a hold was taken for a call without a cap, by an entrance that could not give it one, and this one can. */
export function canBeFitted(hold: RunHold | undefined, { canCapOutput, request }: ModelCall): boolean {
  if (canCapOutput !== true || hold === undefined || hold.fittedOutputTokens !== undefined) return false;
  return hold.bound.kind === "bounded" && outputCap(request.invocationParams).cap === undefined;
}

/** An embedding has no output tokens, whatever its request says. */
const NO_OUTPUT: OutputCap = { cap: 0, choices: 1 };

interface Attempt {
  readonly call: ModelCall;
  readonly parts: ReservationParts;
  readonly cap: OutputCap;
  readonly size: RequestSize;
  readonly isProvisional: boolean;
}

/** Room is asked for and taken in one turn where the ledger answers at once: nothing can come between. */
function tryToReserve(run: OpenRun, attempt: Attempt): MaybePromise<Reservation> {
  const { parts, isProvisional } = attempt;
  const facts = factsOfRun(run, parts.origin);
  const { startedAt, id: holdId } = run;
  const reserve = (hold: RunHold) =>
    andThen(
      parts.ledger.reserve({ holdId, facts, startedAt, bound: hold.bound, isProvisional }),
      (outcome) => ({
        outcome,
        hold,
      }),
    );
  if (!isFittable(attempt)) return reserve(holdOf(run, attempt));
  return andThen(parts.ledger.room(facts, startedAt), (room) =>
    reserve(room === undefined ? holdOf(run, attempt) : fittedHold(run, attempt, room)),
  );
}

function isFittable({ call, parts, cap }: Attempt): boolean {
  return call.canCapOutput === true && parts.fitOutput !== undefined && cap.cap === undefined;
}

/** A hold with the largest cap that fits; with the least, which will be refused, where none does. */
function fittedHold(run: OpenRun, attempt: Attempt, room: number): RunHold {
  const { call, parts, cap } = attempt;
  const boundOf = (tokens: number) => priceBound(run, attempt, tokens * cap.choices);
  const fit = parts.fitOutput;
  if (fit === undefined || boundOf(1).kind === "unpriced") return holdOf(run, attempt);
  const range = capRange(call, fit, parts.defaultMaxOutputTokens);
  return holdOf(run, attempt, fittedCap({ room, ...range, boundOf }) ?? range.least);
}

function holdOf(run: OpenRun, attempt: Attempt, fittedOutputTokens?: number): RunHold {
  const { parts, cap, size } = attempt;
  const maxOutputTokens = cap.cap ?? (fittedOutputTokens ?? parts.defaultMaxOutputTokens) * cap.choices;
  const bound = priceBound(run, attempt, maxOutputTokens);
  const isCapped = cap.cap !== undefined || fittedOutputTokens !== undefined;
  return {
    nanos: bound.kind === "bounded" ? bound.nanos : 0,
    inputTokens: size.tokens,
    maxOutputTokens,
    bound: bound.kind === "bounded" ? bound : { kind: "unpriced" },
    isBounded: bound.kind === "bounded" && isCapped && size.isBounded,
    ...(fittedOutputTokens !== undefined && { fittedOutputTokens }),
  };
}

function priceBound(run: OpenRun, { call, parts, size }: Attempt, maxOutputTokens: number): PriceBound {
  return parts.prices.bound({
    provider: call.provider,
    model: call.requestModel,
    serviceTier: call.serviceTier,
    at: run.startedAt,
    inputTokens: size.tokens,
    maxOutputTokens,
    hasCacheWrites: asksForCacheWrites(call.request),
  });
}
