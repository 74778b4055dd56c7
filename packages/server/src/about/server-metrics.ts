import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { IngestObserver } from "../ingest/ingest-observer.ts";
import type { Deleted } from "../storage/retention/data-deleter.ts";
import type { CommitReport, IncomingSpan, SpanStore } from "../storage/span-store.ts";
import { type AnsweredRequest, GRPC_METHOD } from "./answered-request.ts";
import { LlmMetrics } from "./llm-metrics.ts";
import { OWN_SERVICE } from "./own-names.ts";
import type { OwnTraces } from "./own-traces.ts";

/** What has become of spans since the server started. */
export interface IngestCounts {
  /** Spans that were committed, duplicates included. */
  readonly spans: number;
  readonly duplicates: number;
  /** Past their age when they came: neither stored nor counted. */
  readonly expired: number;
  readonly commits: number;
  readonly failedCommits: number;
  /** Mean time of a commit; absent before the first. */
  readonly meanCommitMs?: number;
  /** Requests of senders that were refused, by HTTP status. */
  readonly rejected: readonly { readonly status: number; readonly requests: number }[];
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** The server's numbers about itself, in Prometheus' text. */
export class ServerMetrics {
  readonly #registry = new Registry();
  readonly #llm = new LlmMetrics(this.#registry);
  readonly #spans = this.#counter("breakwater_ingest_spans_total", "Spans that arrived and were committed.", [
    "protocol",
    "dialect",
  ]);
  readonly #duplicates = this.#counter(
    "breakwater_ingest_duplicates_total",
    "Spans that were there already and were not counted again.",
    [],
  );
  readonly #expired = this.#counter(
    "breakwater_ingest_expired_total",
    "Spans that came past their age and were neither stored nor counted.",
    [],
  );
  readonly #deletedRows = this.#counter(
    "breakwater_deleted_rows_total",
    "Rows deleted, by table and reason.",
    ["table", "reason"],
  );
  readonly #dropped = this.#counter(
    "breakwater_disk_dropped_partitions_total",
    "Days of a table dropped for want of room.",
    ["table"],
  );
  readonly #rejected = this.#counter(
    "breakwater_ingest_rejected_requests_total",
    "Requests of senders that were not taken, by status.",
    ["status"],
  );
  readonly #droppedItems = this.#counter(
    "breakwater_ingest_dropped_total",
    "What arrived and was not kept: spans, log records and data points, and parts of them that were cut, by reason.",
    ["signal", "reason"],
  );
  readonly #unused = this.#counter(
    "breakwater_ingest_unused_total",
    "Log records and data points that were accepted, and of which nothing is kept.",
    ["signal", "dialect"],
  );
  readonly #commits = this.#histogram("breakwater_commit_seconds", "Time of a commit to the engine.", []);
  readonly #failedCommits = this.#counter("breakwater_commit_failures_total", "Commits that failed.", []);
  readonly #requests = this.#histogram("breakwater_http_request_seconds", "Time to answer, by route.", [
    "route",
    "method",
    "status",
  ]);

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
  }

  /** Content type of {@link text}. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Everything, as Prometheus reads it. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  /** A number that is looked up whenever somebody asks; left out when the look-up fails. */
  watch(name: string, help: string, read: () => number | Promise<number>): void {
    new Gauge({
      name,
      help,
      registers: [this.#registry],
      async collect() {
        try {
          this.set(await read());
        } catch {
          this.reset();
        }
      },
    });
  }

  /** Counts what was stored and was not there before. */
  noteStored(fresh: readonly IncomingSpan[]): void {
    for (const { record } of fresh) this.#llm.note(record);
  }

  /** Counts what is gone. */
  noteDeleted({ table, reason, rows }: Deleted): void {
    this.#deletedRows.inc({ table, reason }, rows);
    if (reason === "disk") this.#dropped.inc({ table });
  }

  /** Counts what becomes of what arrives. */
  readonly ingestObserver: IngestObserver = {
    onReceipt: (signal, { rejected, cut = {} }) => {
      for (const [reason, count] of [...Object.entries(rejected), ...Object.entries(cut)])
        this.#droppedItems.inc({ signal, reason }, count);
    },
    onUnused: ({ signal, dialect, count }) => this.#unused.inc({ signal, dialect }, count),
  };

  noteRequest({ route, method, status, seconds }: AnsweredRequest): void {
    this.#requests.observe({ route, method, status }, seconds);
    if ((route.startsWith("/v1/") || method === GRPC_METHOD) && status >= 400) this.#rejected.inc({ status });
  }

  /** What has become of spans since the start. */
  async ingestCounts(): Promise<IngestCounts> {
    const [spans, duplicates, expired, failedCommits, rejected, commits] = await Promise.all([
      totalOf(this.#spans),
      totalOf(this.#duplicates),
      totalOf(this.#expired),
      totalOf(this.#failedCommits),
      this.#rejected.get(),
      this.#commits.get(),
    ]);
    const ofCommits = (suffix: string) =>
      commits.values.find(({ metricName }) => metricName === `breakwater_commit_seconds_${suffix}`)?.value ??
      0;
    const count = ofCommits("count");
    return {
      ...{ spans, duplicates, expired, failedCommits, commits: count },
      ...(count > 0 && { meanCommitMs: (1000 * ofCommits("sum")) / count }),
      rejected: rejected.values
        .map(({ labels, value }) => ({ status: Number(labels.status), requests: value }))
        .toSorted((a, b) => a.status - b.status),
    };
  }

  /** A store whose commits are counted and timed. */
  measured(store: SpanStore, ownTraces?: OwnTraces): SpanStore {
    return {
      commit: async (spans, onWriting): Promise<CommitReport> => {
        const stop = this.#commits.startTimer();
        let error: string | undefined;
        try {
          const report = await store.commit(spans, onWriting);
          this.#countSpans(spans);
          this.#duplicates.inc({}, report.duplicates);
          this.#expired.inc({}, report.expired ?? 0);
          return report;
        } catch (failure) {
          this.#failedCommits.inc();
          error = failure instanceof Error ? failure.message : String(failure);
          throw failure;
        } finally {
          const seconds = stop();
          // Those of its own would make one more commit each, for ever.
          const told = spans.filter(({ record }) => record.service !== OWN_SERVICE).length;
          if (told > 0) ownTraces?.onCommit({ spans: told, seconds, ...(error !== undefined && { error }) });
        }
      },
    };
  }

  #countSpans(spans: readonly IncomingSpan[]): void {
    const byOrigin = Map.groupBy(spans, ({ protocol, dialect }) => `${protocol} ${dialect}`);
    for (const alike of byOrigin.values()) {
      const [{ protocol, dialect } = { protocol: "", dialect: "" }] = alike;
      this.#spans.inc({ protocol, dialect }, alike.length);
    }
  }

  #counter<const Label extends string>(name: string, help: string, labelNames: readonly Label[]) {
    return new Counter({ name, help, labelNames, registers: [this.#registry] });
  }

  #histogram<const Label extends string>(name: string, help: string, labelNames: readonly Label[]) {
    return new Histogram({ name, help, labelNames, buckets: SECONDS, registers: [this.#registry] });
  }
}

async function totalOf(counter: Counter): Promise<number> {
  return (await counter.get()).values.reduce((sum, { value }) => sum + value, 0);
}
