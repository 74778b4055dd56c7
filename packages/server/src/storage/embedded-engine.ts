import { randomUUID } from "node:crypto";
import {
  createReadStream,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { property } from "@breakwater/core/usage/untyped";
import { createClient } from "@clickhouse/client";
import { Session } from "chdb";
import { createChdbConnection } from "chdb/connection";
import { ClickHouseClientEngine } from "./clickhouse-client-engine.ts";
import { prepareDataDirectory } from "./data-directory.ts";
import {
  type EngineLimits,
  engineArguments,
  engineLimits,
  statementMemory,
  thisMachine,
} from "./engine-limits.ts";
import { LockedDataError } from "./locked-data-error.ts";
import { nativeBlock } from "./native-block.ts";
import { SessionPool } from "./session-pool.ts";
import type { ExportStatement, SqlEngine, SqlParameters, StatementLimits } from "./sql-engine.ts";
import { withSettings } from "./statement-settings.ts";
import { UnreadableDataError } from "./unreadable-data-error.ts";

/** Questions that run at once; more would only share the same processors. */
const QUESTIONS_AT_ONCE = 4;

/**
 * Machine code for a question is made when it is asked for the third time, and takes longer than the answer. For what is
 * stored it is worth it.
 */
const AS_A_QUESTION = "compile_expressions = 0, compile_aggregate_expressions = 0";

/** What the engine takes when nothing is said. */
const DEFAULT_CACHE_BYTES = 64_000_000;

/**
 * Opens the engine inside this process, its data in `directory`. The limits are those of the first engine that the
 * process opens.
 * @throws DataDirectoryError, LockedDataError (as a rejection) when another process holds the directory; UnreadableDataError
 * when the engine cannot open it for another reason.
 */
export async function openEmbeddedEngine(
  directory: string,
  limits: EngineLimits = engineLimits({ backgroundThreads: 2, cache: DEFAULT_CACHE_BYTES }, thisMachine()),
): Promise<SqlEngine> {
  prepareDataDirectory(directory);
  const running = lockHolderOf(directory);
  // Before the engine tries: it would write what it throws to standard error as well.
  if (running !== undefined) throw new LockedDataError(directory, { holder: running, cause: undefined });
  try {
    const engine = new EmbeddedEngine(directory, limits);
    await engine.query("SELECT 1");
    engine.clearIncoming();
    return engine;
  } catch (error) {
    const holder = holderOf(directory);
    if (holder === undefined || !isAlive(holder)) throw new UnreadableDataError(directory, error);
    // A process of another container may have this one's id: it is held, and no id would help to find by whom.
    const named = holder === process.pid ? undefined : holder;
    throw new LockedDataError(directory, { holder: named, cause: error });
  }
}

/**
 * The engine inside this process. Statements with limits are questions of people and get sessions of their own, so
 * that storing never waits for them.
 */
class EmbeddedEngine implements SqlEngine {
  /** Starts the engine with its limits, and ends it: the sessions of the client cannot. */
  readonly #process: Session;
  readonly #own: SessionPool<ClickHouseClientEngine>;
  readonly #questions: SessionPool<ClickHouseClientEngine>;
  /** Where rows wait for the engine to read them; what a crash left in it was never acknowledged. */
  readonly #incoming: string;

  constructor(directory: string, limits: EngineLimits) {
    this.#incoming = join(directory, "incoming");
    this.#process = new Session(directory, {
      connectionArgs: [...engineArguments(limits), `--config-file=${ownConfiguration(directory)}`],
    });
    const open = () => {
      // chdb is typed against another copy of the client's types, alike but for a private field.
      const config: object = {
        connection: createChdbConnection({ path: directory }),
        clickhouse_settings: {
          max_threads: limits.threads,
          max_memory_usage: String(statementMemory(limits)),
        },
      };
      return new ClickHouseClientEngine(createClient(config));
    };
    this.#own = new SessionPool(open, 1);
    this.#questions = new SessionPool(open, QUESTIONS_AT_ONCE);
  }

  /** Removes what a crash left unread; only the process that holds the directory may. */
  clearIncoming(): void {
    rmSync(this.#incoming, { recursive: true, force: true });
    mkdirSync(this.#incoming, { mode: 0o700 });
  }

  query(sql: string, parameters?: SqlParameters, limits?: StatementLimits): Promise<readonly unknown[]> {
    if (limits === undefined) return this.#own.run((session) => session.query(sql, parameters));
    return this.#ask(limits, (session, label) =>
      session.query(asQuestion(sql, limits, label), parameters, signalOf(limits)),
    );
  }

  /**
   * The engine writes to a file, from which the rows are then read: it would hold all of them in memory otherwise,
   * and a slow reader would hold up the engine.
   */
  async *stream({
    sql,
    format,
    parameters,
    limits = {},
  }: ExportStatement): AsyncGenerator<Uint8Array, void, undefined> {
    const directory = mkdtempSync(join(tmpdir(), "breakwater-export-"));
    const file = join(directory, "rows");
    try {
      await this.#ask(limits, (session, label) => {
        const statement = `${asQuestion(sql, limits, label)}\nINTO OUTFILE ${quoted(file)} FORMAT ${format}`;
        return session.command(statement, parameters);
      });
      for await (const chunk of createReadStream(file)) yield chunk;
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }

  command(sql: string, parameters?: SqlParameters): Promise<void> {
    return this.#own.run((session) => session.command(sql, parameters));
  }

  /**
   * Through a file in the engine's own format, which it reads many times faster than the text of a statement. Rows
   * that this format is not written for go the common way.
   */
  async insert(table: string, rows: readonly object[]): Promise<void> {
    const block = nativeBlock(rows);
    if (block === undefined) {
      await this.#own.run((session) => session.insert(table, rows));
      return;
    }
    const file = join(this.#incoming, randomUUID());
    const columns = Object.keys(rows[0] ?? {}).join(", ");
    try {
      // At once: whoever called has the engine at work when this returns its promise (`onWriting` of the store).
      writeFileSync(file, block, { mode: 0o600 });
      await this.command(
        `INSERT INTO ${table} (${columns}) FROM INFILE ${quoted(file)} SETTINGS parallel_view_processing = 1 FORMAT Native`,
      );
    } finally {
      rmSync(file, { force: true });
    }
  }

  async close(): Promise<void> {
    await this.#questions.close();
    await this.#own.close();
    this.#process.close();
  }

  /** Runs a question that ends in the engine too when its asker leaves, which an abort alone does not do. */
  async #ask<Result>(
    { signal }: StatementLimits,
    ask: (session: ClickHouseClientEngine, label: string) => Promise<Result>,
  ): Promise<Result> {
    const label = randomUUID();
    return this.#questions.run(async (session) => {
      signal?.throwIfAborted();
      const end = () => {
        void this.command(`KILL QUERY WHERE Settings['log_comment'] = '${label}' ASYNC`).catch(() => {});
      };
      signal?.addEventListener("abort", end, { once: true });
      try {
        return await ask(session, label);
      } finally {
        signal?.removeEventListener("abort", end);
      }
    });
  }
}

/** Without a file of its own, the engine would read any `config.xml` of the working directory. */
function ownConfiguration(directory: string): string {
  const file = join(directory, "engine.xml");
  writeFileSync(file, "<clickhouse/>\n");
  return file;
}

function asQuestion(sql: string, limits: StatementLimits, label: string): string {
  return `${withSettings(sql, limits, label)}, ${AS_A_QUESTION}`;
}

function signalOf({ signal }: StatementLimits): StatementLimits {
  return signal === undefined ? {} : { signal };
}

function quoted(path: string): string {
  return `'${path.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

/** The engine writes the id of the process that holds a directory into it. */
function holderOf(directory: string): number | undefined {
  try {
    const pid = /^PID: (\d+)/m.exec(readFileSync(join(directory, "status"), "utf8"))?.[1];
    return pid === undefined ? undefined : Number(pid);
  } catch {
    return undefined;
  }
}

/** The process that holds a directory, where the system lists locks (Linux); undefined says nothing. */
function lockHolderOf(directory: string): number | undefined {
  const holder = holderOf(directory);
  if (holder === undefined || holder === process.pid) return undefined;
  try {
    const { ino } = statSync(join(directory, "status"));
    const lock = new RegExp(`FLOCK +ADVISORY +WRITE +${holder} +[0-9a-f]+:[0-9a-f]+:${ino} `, "m");
    return lock.test(readFileSync("/proc/locks", "utf8")) ? holder : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // A process of another user is alive as well.
    return property(error, "code") === "EPERM";
  }
}
