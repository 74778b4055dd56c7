import { join } from "node:path";
import type { Clock } from "@breakwater/core/time/clock";
import { observeCalls } from "../about/observe-calls.ts";
import type { OwnTraces } from "../about/own-traces.ts";
import type { ServerFacts } from "../about/server-facts.ts";
import type { ServerLog } from "../about/server-log.ts";
import { ServerMetrics } from "../about/server-metrics.ts";
import { AccessControl } from "../access/access-control.ts";
import { AuditLog } from "../access/audit-log.ts";
import { authenticateSender } from "../access/authenticate-sender.ts";
import { FailedKeys } from "../access/failed-keys.ts";
import { FailedLogins } from "../access/failed-logins.ts";
import { isLoopback } from "../access/host-names.ts";
import { KeyStore } from "../access/key-store.ts";
import { KeysRequiredError } from "../access/keys-required-error.ts";
import { SessionCookie, sessionSecretIn } from "../access/session-cookie.ts";
import type { ChangedSettings } from "../config/changed-settings.ts";
import type { Settings } from "../config/settings-schema.ts";
import { findDashboard } from "../dashboard/dashboard-files.ts";
import { startOtlpGrpc } from "../grpc/otlp-grpc-server.ts";
import { Arrivals } from "../ingest/arrivals.ts";
import type { BodyLimits } from "../ingest/body/body-limits.ts";
import { Ingest } from "../ingest/ingest.ts";
import { MessageSink } from "../ingest/message-sink.ts";
import { OtlpIngest } from "../ingest/otlp-ingest.ts";
import { DEFAULT_QUERY_LIMITS } from "../query/query-context.ts";
import { CommitFeed } from "../storage/commit-feed.ts";
import { prepareDataDirectory } from "../storage/data-directory.ts";
import { engineLimits, statementMemory, thisMachine } from "../storage/engine-limits.ts";
import { giveBackMemory } from "../storage/give-back-memory.ts";
import { MonitorStore } from "../storage/monitor-store.ts";
import { restingEngine } from "../storage/resting-engine.ts";
import type { SqlEngine, StatementLimits } from "../storage/sql-engine.ts";
import { type HttpParts, peopleApp, senderApp } from "./http-apps.ts";
import { listen } from "./listener.ts";
import { LiveSettings } from "./live-settings.ts";
import { openStores, type Stores } from "./open-stores.ts";
import { ServerState } from "./server-state.ts";
import type { ServerAddresses } from "./welcome-page.ts";

/** A server that is up. */
export interface RunningServer extends ServerAddresses {
  readonly repairedBuckets: number;
  /** Puts new settings in force, as far as that goes without a restart. @throws RangeError, and keeps the old ones */
  reload(settings: Settings): ChangedSettings;
  /**
   * Takes nothing new, ends event streams, stores what has arrived, and lets go of the data. Requests that are still
   * open when `deadline` aborts are cut.
   */
  close(deadline?: AbortSignal): Promise<void>;
}

/** What a server is started with. */
export interface ServerParts {
  /** Opens the engine, once it is sure that the server may start. */
  openEngine(settings: Settings): Promise<SqlEngine>;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: ServerLog;
}

/**
 * Starts a server.
 * @throws DataDirectoryError; KeysRequiredError when others could reach it and it has no key; TakenPortError; LockedDataError; NewerDataError;
 * RangeError for a price that is out of range. All as rejections, with nothing left running.
 */
export async function startServer({ openEngine, settings, clock, log }: ServerParts): Promise<RunningServer> {
  const startedAt = clock.now();
  const live = new LiveSettings(settings);
  prepareDataDirectory(settings.data);
  const keys = new KeyStore(settings.data, clock);
  const control = new AccessControl(keys, live.access(settings.host), new FailedKeys(clock));
  const hasKey = keys.hasLiveKey || settings.access.adminKey !== undefined;
  if (!hasKey && !isLoopback(settings.host)) throw new KeysRequiredError(settings.host, settings.data);
  const metrics = new ServerMetrics();
  const feed = new CommitFeed();
  const engine = restingIn({ settings, clock, log }, await openEngine(settings));
  const closing = new Closing();
  try {
    const ownTraces = await ownTracesOf(settings, clock);
    if (ownTraces !== undefined) closing.first(() => ownTraces.shutdown());
    const stores = await openStores({
      ...{ engine, live, clock, metrics, log, feed, ownTraces },
      onClose: (close) => closing.last(close),
    });
    const { storage, housekeeping } = stores;
    closing.last(async () => keys.close());
    const monitors = new MonitorStore(engine, clock);
    closing.last(() => monitors.drain());
    const arrivals = new Arrivals(clock);
    const parts = {
      ...ingestOf({ stores, live, clock, metrics, arrivals }),
      ...{ monitors, control, keys, metrics, log, clock, ownTraces },
      readiness: new ServerState(engine, () => storage.store.failure?.message),
      audit: new AuditLog(join(settings.data, "audit.jsonl"), clock),
      sessions: new SessionCookie(sessionSecretIn(join(settings.data, "session-secret")), clock, {
        lengthMs: settings.access.sessionLength,
        isSecure: settings.access.secureCookie,
      }),
      failures: new FailedLogins(clock),
      bodyLimits: live.bodyLimits(),
      query: {
        ...{ engine, clock, limits: questionLimits(settings), feed, disk: () => housekeeping.diskState },
        server: factsOf({ live, metrics, arrivals, committer: stores.committer, startedAt }),
      },
      dashboard: findDashboard(),
    };
    watchStorage(metrics, stores, parts.bodyLimits);
    const addresses = await openPorts(parts, settings, closing);
    closing.first(async () => parts.readiness.stop());
    return {
      ...addresses,
      repairedBuckets: storage.repairedBuckets,
      reload: (next) => {
        const changes = live.replace(next);
        log.level = next.log.level;
        if (changes.applied.some((name) => /^(?:retention|disk)\b/.test(name))) housekeeping.review();
        return changes;
      },
      close: (deadline) => closing.run(deadline),
    };
  } catch (error) {
    await closing.run(AbortSignal.abort());
    if (closing.isEmpty) await engine.close();
    throw error;
  }
}

/** An engine that gives memory back to the system while nothing happens. */
function restingIn({ settings, clock, log }: Omit<ServerParts, "openEngine">, engine: SqlEngine): SqlEngine {
  return restingEngine(engine, {
    clock,
    rest: async () => {
      giveBackMemory();
      // In this process, the engine keeps what it has freed for some time to come.
      if (settings.clickhouse.url === undefined) await engine.command("SYSTEM JEMALLOC PURGE");
    },
    onFailure: (error) => log.debug({ err: error }, "The engine gave no memory back"),
  });
}

interface IngestParts {
  readonly stores: Stores;
  readonly live: LiveSettings;
  readonly clock: Clock;
  readonly metrics: ServerMetrics;
  readonly arrivals: Arrivals;
}

function ingestOf({ stores: { committer, messages, storage }, live, clock, metrics, arrivals }: IngestParts) {
  const observer = metrics.ingestObserver;
  const spans = new Ingest(committer, live.enrich(), { isExpired: storage.isExpired, clock, observer });
  const logs = new MessageSink(messages, () => live.enrich());
  return { ingest: spans, otlpIngest: new OtlpIngest({ spans, logs, arrivals, observer }) };
}

async function ownTracesOf({ telemetry: { otlp } }: Settings, clock: Clock): Promise<OwnTraces | undefined> {
  if (otlp.url === undefined) return undefined;
  // Most servers tell nobody of themselves, and have no need of OpenTelemetry's SDK in their memory.
  const { OwnTraces } = await import("../about/own-traces.ts");
  return new OwnTraces({ url: otlp.url, headers: otlp.headers }, clock);
}

/** What a question may take: less than usual where the engine itself has less. */
function questionLimits({ engine }: Settings): StatementLimits {
  const most = statementMemory(engineLimits(engine, thisMachine()));
  const { maxMemoryBytes = most } = DEFAULT_QUERY_LIMITS;
  return { ...DEFAULT_QUERY_LIMITS, maxMemoryBytes: Math.min(maxMemoryBytes, most) };
}

interface FactParts extends Pick<Stores, "committer"> {
  readonly live: LiveSettings;
  readonly metrics: ServerMetrics;
  readonly arrivals: Arrivals;
  readonly startedAt: number;
}

function factsOf({ live, metrics, committer, arrivals, startedAt }: FactParts): ServerFacts {
  return {
    startedAt,
    arrivals,
    get settings() {
      return live.current;
    },
    get waitingSpans() {
      return committer.waitingSpans;
    },
    counts: () => metrics.ingestCounts(),
  };
}

function watchStorage(
  metrics: ServerMetrics,
  { committer, storage, housekeeping }: Stores,
  { memory }: BodyLimits,
): void {
  metrics.watch(
    "breakwater_commit_waiting_spans",
    "Spans that wait for a commit.",
    () => committer.waitingSpans,
  );
  metrics.watch(
    "breakwater_ingest_memory_bytes",
    "Bytes that requests hold: bodies while they are read and unfolded, and an estimate of what waits for a commit.",
    () => memory.heldBytes,
  );
  const ofDisk = (name: "usedBytes" | "freeBytes") => () => housekeeping.diskState?.[name] ?? Number.NaN;
  metrics.watch("breakwater_disk_used_bytes", "What the data takes on disk.", ofDisk("usedBytes"));
  metrics.watch("breakwater_disk_free_bytes", "Free on the volume of the data.", ofDisk("freeBytes"));
  metrics.watch("breakwater_engine_memory_bytes", "Memory that the engine says it uses.", async () => {
    const [row] = await storage.engine.query(
      "SELECT toFloat64(value) AS value FROM system.metrics WHERE metric = 'MemoryTracking'",
    );
    return Number(Object(row).value);
  });
}

async function openPorts(parts: HttpParts, settings: Settings, closing: Closing): Promise<ServerAddresses> {
  const { host, ports } = settings;
  const addresses = { otlpUrl: "", grpcUrl: "", uiUrl: "" };
  // The first request fixes an application's routes, so the addresses are asked for later.
  const ui = peopleApp(parts, () => addresses);
  const otlp = await listen(senderApp(parts), { host, port: ports.otlp, flag: "--otlp-port" });
  closing.first((deadline) => otlp.close(deadline));
  const grpc = await startOtlpGrpc({
    host,
    port: ports.grpc,
    ingest: parts.otlpIngest,
    authenticate: authenticateSender(parts.control, "grpc"),
    bodyLimits: parts.bodyLimits,
    log: parts.log,
    observe: observeCalls(parts),
  });
  closing.first((deadline) => grpc.close(deadline));
  const people = await listen(ui, { host, port: ports.ui, flag: "--ui-port" });
  closing.first((deadline) => people.close(deadline));
  return Object.assign(addresses, { otlpUrl: otlp.url, grpcUrl: grpc.url, uiUrl: people.url });
}

type Close = (deadline?: AbortSignal) => Promise<void>;

/** What must be closed, in order: the doors together first, then what stands behind them, one after the other. */
class Closing {
  readonly #doors: Close[] = [];
  readonly #behind: Close[] = [];

  get isEmpty(): boolean {
    return this.#behind.length === 0;
  }

  /** Closed first, beside the others of its kind. */
  first(close: Close): void {
    this.#doors.unshift(close);
  }

  /** Closed after the doors, and before what was put behind them earlier. */
  last(close: Close): void {
    this.#behind.unshift(close);
  }

  async run(deadline?: AbortSignal): Promise<void> {
    await Promise.all(this.#doors.map((close) => close(deadline)));
    for (const close of this.#behind) await close(deadline);
  }
}
