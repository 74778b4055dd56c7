/** What the waterfall needs of a span; the API's records have it. */
export interface PlacedSpan {
  readonly spanId: string;
  readonly parentSpanId?: string | undefined;
  readonly startTime: string;
  readonly durationMs?: number | undefined;
  readonly status?: string | undefined;
}

/** A line of the waterfall. */
export interface TraceRow<Span extends PlacedSpan> {
  readonly span: Span;
  readonly depth: number;
  readonly childCount: number;
  /** Epoch milliseconds, fractions included. */
  readonly startMs: number;
  /** Its parent is not in the trace: it arrives later, was not sampled, or is another service's. */
  readonly isOrphan: boolean;
}

/** A trace laid out, every span once: parents before their children, children by their start. */
export interface TraceLayout<Span extends PlacedSpan> {
  readonly rows: readonly TraceRow<Span>[];
  readonly startMs: number;
  /** From the first start to the last end. */
  readonly lengthMs: number;
}

/** Lays spans out as a tree. Spans whose parents are missing, or lead in a circle, stand at the top. */
export function layOutTrace<Span extends PlacedSpan>(spans: readonly Span[]): TraceLayout<Span> {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const { tops, children } = familiesOf(byId);
  const isMissing = (spanId: string | undefined) => spanId !== undefined && !byId.has(spanId);
  const rows: TraceRow<Span>[] = [];
  const placed = new Set<string>();
  const place = (top: Span) => {
    for (const row of walk(top, children, placed)) {
      rows.push({ ...row, isOrphan: isMissing(row.span.parentSpanId) });
    }
  };
  for (const top of tops.toSorted(byStart)) place(top);
  // What is left hangs on itself in a circle.
  for (const span of byId.values()) if (!placed.has(span.spanId)) place(span);
  const startMs = rows.reduce((least, row) => Math.min(least, row.startMs), Number.POSITIVE_INFINITY);
  const endMs = rows.reduce((most, row) => Math.max(most, row.startMs + (row.span.durationMs ?? 0)), 0);
  return { rows, startMs, lengthMs: rows.length === 0 ? 0 : endMs - startMs };
}

interface Families<Span extends PlacedSpan> {
  readonly tops: readonly Span[];
  /** By the id of their parent. */
  readonly children: ReadonlyMap<string, readonly Span[]>;
}

function familiesOf<Span extends PlacedSpan>(byId: ReadonlyMap<string, Span>): Families<Span> {
  const children = new Map<string, Span[]>();
  const tops: Span[] = [];
  for (const span of byId.values()) {
    const parent = span.parentSpanId === undefined ? undefined : byId.get(span.parentSpanId);
    if (parent === undefined || parent === span) {
      tops.push(span);
      continue;
    }
    const siblings = children.get(parent.spanId) ?? [];
    siblings.push(span);
    children.set(parent.spanId, siblings);
  }
  return { tops, children };
}

/** A span and what is below it, without recursion: a chain of 3,000 spans must not exhaust the stack. */
function* walk<Span extends PlacedSpan>(
  top: Span,
  children: ReadonlyMap<string, readonly Span[]>,
  placed: Set<string>,
): Generator<Omit<TraceRow<Span>, "isOrphan">> {
  const stack: { readonly span: Span; readonly depth: number }[] = [{ span: top, depth: 0 }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { span, depth } = next;
    if (placed.has(span.spanId)) continue;
    placed.add(span.spanId);
    const below = (children.get(span.spanId) ?? []).toSorted(byStart);
    yield { span, depth, childCount: below.length, startMs: startOf(span) };
    for (const child of below.toReversed()) stack.push({ span: child, depth: depth + 1 });
  }
}

/** The rows to show when some spans are folded: what lies below those is left out. */
export function unfoldedRows<Span extends PlacedSpan>(
  rows: readonly TraceRow<Span>[],
  folded: ReadonlySet<string>,
): readonly TraceRow<Span>[] {
  let hiddenBelow = Number.POSITIVE_INFINITY;
  return rows.filter(({ span, depth }) => {
    if (depth > hiddenBelow) return false;
    hiddenBelow = folded.has(span.spanId) ? depth : Number.POSITIVE_INFINITY;
    return true;
  });
}

/** The spans that a span lies below, the nearest first. */
export function ancestorsOf<Span extends PlacedSpan>(
  rows: readonly TraceRow<Span>[],
  spanId: string | undefined,
): readonly string[] {
  const found: string[] = [];
  let at = rows.findIndex(({ span }) => span.spanId === spanId);
  for (let depth = rows[at]?.depth ?? 0; at > 0 && depth > 0; at -= 1) {
    const above = rows[at - 1];
    if (above === undefined || above.depth >= depth) continue;
    found.push(above.span.spanId);
    depth = above.depth;
  }
  return found;
}

/**
 * Where a span's bar begins and how long it is, as parts of the whole, 0 to 1. What still runs goes on to the end; what
 * was refused or stopped before it took any time has no length.
 */
export function barOf<Span extends PlacedSpan>(
  { span, startMs }: TraceRow<Span>,
  { startMs: traceStart, lengthMs }: Pick<TraceLayout<Span>, "startMs" | "lengthMs">,
): { readonly left: number; readonly width: number } {
  const left = lengthMs <= 0 ? 0 : (startMs - traceStart) / lengthMs;
  if (span.durationMs === undefined && span.status === "running") return { left, width: 1 - left };
  return { left, width: lengthMs <= 0 ? 0 : (span.durationMs ?? 0) / lengthMs };
}

function byStart(a: PlacedSpan, b: PlacedSpan): number {
  if (a.startTime !== b.startTime) return a.startTime < b.startTime ? -1 : 1;
  return a.spanId < b.spanId ? -1 : 1;
}

/** `Date.parse` drops the microseconds, in which quick spans differ. */
function startOf({ startTime }: PlacedSpan): number {
  return Date.parse(startTime) + Number(startTime.slice(23, 26)) / 1000;
}
