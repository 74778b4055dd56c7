import { endTimeMs } from "../record/record-time.ts";
import type { SpanRecord } from "../record/span-record.ts";
import { BoundedTotals, OTHER_KEY } from "./bounded-totals.ts";
import {
  addRecordCost,
  COST_TOTALS,
  type CostTotals,
  emptyCostTotals,
  foldCostTotals,
  isCostRecord,
} from "./cost-totals.ts";
import { modelKey, queryTypeKey, sessionKey, userKey } from "./record-dimensions.ts";
import { HOUR_OF_MINUTES, SlotRing, type SlotShape } from "./slot-ring.ts";

/** Options of a CostTracker. */
export interface CostTrackerOptions {
  /** Epoch milliseconds from which the totals count. */
  readonly startedAt: number;
  /** Most users, and most sessions, with totals of their own. Default 1,000. */
  readonly maxKeys?: number;
  /** Most models, query types and tags, each, with totals of their own. Default 200. */
  readonly maxNames?: number;
  /** Most keys per dimension in one slot of the rolling window. Default 200. */
  readonly maxKeysPerSlot?: number;
  /** The rolling window. Default: one hour in minutes. */
  readonly window?: SlotShape;
}

/** Totals of one key of a dimension. */
export interface CostRow {
  readonly key: string;
  readonly totals: Readonly<CostTotals>;
}

/** Totals of one dimension. */
export interface CostDimension {
  /** Dearest first; `(other)`, which gathers the keys beyond the bound, last. */
  readonly rows: readonly CostRow[];
  /** How many times a key was folded into `(other)`; 0 means that every row is exact. */
  readonly foldedKeys: number;
}

/** Costs of the rolling window, for rates, alerts and forecasts. */
export interface RecentCost {
  /** Epoch milliseconds: the beginning of the oldest slot counted, at most one slot before the window asked for. */
  readonly from: number;
  readonly total: Readonly<CostTotals>;
  readonly byModel: CostDimension;
  readonly byUser: CostDimension;
  readonly byQueryType: CostDimension;
}

/** What was spent since the start, and lately. Sums over all calls are exact. */
export interface CostSnapshot {
  /** Epoch milliseconds from which the totals count. */
  readonly from: number;
  /** Epoch milliseconds of the snapshot. */
  readonly to: number;
  readonly total: Readonly<CostTotals>;
  readonly byModel: CostDimension;
  readonly byUser: CostDimension;
  readonly bySession: CostDimension;
  readonly byQueryType: CostDimension;
  /** Calls with several tags count under each; calls without tags under none. */
  readonly byTag: CostDimension;
  readonly recent: RecentCost;
}

interface CostSlot {
  readonly total: CostTotals;
  readonly byModel: BoundedTotals<CostTotals>;
  readonly byUser: BoundedTotals<CostTotals>;
  readonly byQueryType: BoundedTotals<CostTotals>;
}

/** Adds up what finished inference calls cost and use. Bounded in memory; sums are exact. */
export class CostTracker {
  readonly #startedAt: number;
  readonly #maxKeysPerSlot: number;
  readonly #window: SlotShape;
  readonly #ring: SlotRing<CostSlot>;
  readonly #total = emptyCostTotals();
  readonly #byModel: BoundedTotals<CostTotals>;
  readonly #byUser: BoundedTotals<CostTotals>;
  readonly #bySession: BoundedTotals<CostTotals>;
  readonly #byQueryType: BoundedTotals<CostTotals>;
  readonly #byTag: BoundedTotals<CostTotals>;

  constructor(options: CostTrackerOptions) {
    const {
      startedAt,
      maxKeys = 1_000,
      maxNames = 200,
      maxKeysPerSlot = 200,
      window = HOUR_OF_MINUTES,
    } = options;
    this.#startedAt = startedAt;
    this.#maxKeysPerSlot = maxKeysPerSlot;
    this.#window = window;
    this.#ring = new SlotRing<CostSlot>(window, { create: () => this.#emptySlot(), retire: () => {} });
    this.#byModel = new BoundedTotals(COST_TOTALS, maxNames);
    this.#byUser = new BoundedTotals(COST_TOTALS, maxKeys);
    this.#bySession = new BoundedTotals(COST_TOTALS, maxKeys);
    this.#byQueryType = new BoundedTotals(COST_TOTALS, maxNames);
    this.#byTag = new BoundedTotals(COST_TOTALS, maxNames);
  }

  /** Counts a record; records of other kinds and running ones are ignored. `now` is epoch milliseconds. */
  onRecord(record: SpanRecord, now: number): void {
    if (isCostRecord(record)) this.#apply(record, now, 1);
  }

  /** Replaces a record that was counted (an abandoned call that ended after all) by its later version. */
  onCorrection(previous: SpanRecord, next: SpanRecord, now: number): void {
    if (isCostRecord(previous)) this.#apply(previous, now, -1);
    this.onRecord(next, now);
  }

  /** The totals as copies that no later record changes. `windowMs` bounds `recent`; default is the whole window. */
  snapshot(now: number, { windowMs = this.#ring.spanMs }: { windowMs?: number } = {}): CostSnapshot {
    return {
      from: this.#startedAt,
      to: now,
      total: { ...this.#total },
      byModel: dimensionOf(this.#byModel),
      byUser: dimensionOf(this.#byUser),
      bySession: dimensionOf(this.#bySession),
      byQueryType: dimensionOf(this.#byQueryType),
      byTag: dimensionOf(this.#byTag),
      recent: this.#recent(now, Math.min(windowMs, this.#ring.spanMs)),
    };
  }

  #apply(record: SpanRecord, now: number, sign: 1 | -1): void {
    const model = modelKey(record);
    const user = userKey(record);
    const queryType = queryTypeKey(record);
    addRecordCost(this.#total, record, sign);
    addRecordCost(this.#byModel.at(model), record, sign);
    addRecordCost(this.#byUser.at(user), record, sign);
    addRecordCost(this.#bySession.at(sessionKey(record)), record, sign);
    addRecordCost(this.#byQueryType.at(queryType), record, sign);
    if (record.tags !== undefined) this.#applyToTags(record.tags, record, sign);
    const slot = this.#ring.at(endTimeMs(record), now);
    if (slot === undefined) return;
    addRecordCost(slot.total, record, sign);
    addRecordCost(slot.byModel.at(model), record, sign);
    addRecordCost(slot.byUser.at(user), record, sign);
    addRecordCost(slot.byQueryType.at(queryType), record, sign);
  }

  #applyToTags(tags: readonly string[], record: SpanRecord, sign: 1 | -1): void {
    for (const [index, tag] of tags.entries()) {
      if (tags.indexOf(tag) === index) addRecordCost(this.#byTag.at(tag), record, sign);
    }
  }

  #recent(now: number, windowMs: number): RecentCost {
    const sum = this.#emptySlot();
    for (const slot of this.#ring.window(now, windowMs)) {
      foldCostTotals(sum.total, slot.total);
      sum.byModel.fold(slot.byModel);
      sum.byUser.fold(slot.byUser);
      sum.byQueryType.fold(slot.byQueryType);
    }
    const slotMs = this.#window.slotMs;
    return {
      from: Math.max(this.#startedAt, Math.floor((now - windowMs) / slotMs) * slotMs),
      total: sum.total,
      byModel: dimensionOf(sum.byModel),
      byUser: dimensionOf(sum.byUser),
      byQueryType: dimensionOf(sum.byQueryType),
    };
  }

  #emptySlot(): CostSlot {
    return {
      total: emptyCostTotals(),
      byModel: new BoundedTotals(COST_TOTALS, this.#maxKeysPerSlot),
      byUser: new BoundedTotals(COST_TOTALS, this.#maxKeysPerSlot),
      byQueryType: new BoundedTotals(COST_TOTALS, this.#maxKeysPerSlot),
    };
  }
}

function dimensionOf(totals: BoundedTotals<CostTotals>): CostDimension {
  const rows = [...totals.entries()]
    .sort((a, b) => COST_TOTALS.compare(b[1], a[1]) || (a[0] < b[0] ? -1 : 1))
    .map(([key, sums]) => ({ key, totals: { ...sums } }));
  const other = totals.other;
  if (other !== undefined) rows.push({ key: OTHER_KEY, totals: { ...other } });
  return { rows, foldedKeys: totals.foldedKeys };
}
