import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AskedProcess } from "../measure/asked-process.ts";
import { type Summary, summarize } from "../measure/summary.ts";
import type { FetchStretch, FetchTask } from "./client-process.ts";
import { type FetchFigure, type FetchScenario, fetchScenarios } from "./fetch-rows.ts";

const CLIENT_FILE = join(import.meta.dirname, "client-process.ts");
const PROVIDER_FILE = join(import.meta.dirname, "provider-process.ts");
/** Warm-up of each scenario, as a share of a stretch. */
const WARM_UP = 0.5;

/** What the fetch guard costs in one figure. */
export interface FetchCost {
  readonly scenario: string;
  readonly figure: string;
  readonly unit: string;
  readonly plain: Summary;
  readonly guarded: Summary;
  /** Of guarded and plain, pair by pair. */
  readonly difference: Summary;
  readonly ratio: Summary;
}

/** Parts of {@link compareFetch}. */
export interface FetchComparisonParts {
  readonly rounds: number;
  /** 1 = stretches of about a second. */
  readonly size: number;
  onProgress(text: string): void;
}

type Client = AskedProcess<FetchTask, FetchStretch>;

interface Pair {
  readonly plain: FetchStretch;
  readonly guarded: FetchStretch;
}

/**
 * Measures a guarded fetch beside a plain one: two processes that take turns with the same provider, so that what the
 * machine does meanwhile hits both. Who goes first changes from round to round.
 */
export async function compareFetch({ rounds, size, onProgress }: FetchComparisonParts): Promise<FetchCost[]> {
  const folder = mkdtempSync(join(tmpdir(), "breakwater-bench-"));
  const provider = new AskedProcess<never, string>(PROVIDER_FILE, []);
  const clients: Client[] = [];
  try {
    const url = await provider.nextAnswer();
    for (const mode of ["plain", "guarded"]) clients.push(await clientOf(mode, url, folder));
    const [plain, guarded] = clients;
    if (!plain || !guarded) throw new Error("A client is missing.");
    const costs: FetchCost[] = [];
    for (const scenario of fetchScenarios(size)) {
      onProgress(`fetch: ${scenario.title}`);
      const pairs = await pairsOf(scenario, { plain, guarded, rounds });
      costs.push(...scenario.figures.map((figure) => costOf(scenario, figure, pairs)));
    }
    return costs;
  } finally {
    for (const asked of [...clients, provider]) await asked.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function clientOf(mode: string, url: string, folder: string): Promise<Client> {
  const client: Client = new AskedProcess(CLIENT_FILE, [mode, url, join(folder, mode)]);
  await client.nextAnswer();
  return client;
}

interface Field {
  readonly plain: Client;
  readonly guarded: Client;
  readonly rounds: number;
}

async function pairsOf({ task }: FetchScenario, { plain, guarded, rounds }: Field): Promise<Pair[]> {
  const warmUp = { ...task, requests: Math.max(1, Math.round(task.requests * WARM_UP)) };
  for (const client of [plain, guarded]) await client.ask(warmUp);
  const pairs: Pair[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const guardedFirst = round % 2 === 1 ? await guarded.ask(task) : undefined;
    const plainStretch = await plain.ask(task);
    pairs.push({ plain: plainStretch, guarded: guardedFirst ?? (await guarded.ask(task)) });
  }
  return pairs;
}

function costOf(
  scenario: FetchScenario,
  { title, unit, of }: FetchFigure,
  pairs: readonly Pair[],
): FetchCost {
  return {
    scenario: scenario.title,
    figure: title,
    unit,
    plain: summarize(pairs.map(({ plain }) => of(plain))),
    guarded: summarize(pairs.map(({ guarded }) => of(guarded))),
    difference: summarize(pairs.map(({ plain, guarded }) => of(guarded) - of(plain))),
    ratio: summarize(pairs.map(({ plain, guarded }) => of(guarded) / of(plain))),
  };
}
