import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startProviderStub } from "@breakwater/testkit/stub/provider-stub";
import { createScenario, type Scenario } from "@breakwater/testkit/stub/scenario";
import { startWebhookSink, type WebhookSink } from "@breakwater/testkit/webhook-sink";
import { createMonitor, type Monitor } from "breakwater";
import { messagesNamed, showMessage, toldAlerts, waitForMessage } from "./alert-inbox.ts";
import { compareServer } from "./compare-server.ts";
import { type DemoServer, startDemoServer } from "./demo-server.ts";
import { type Expectation, exitCodeOf } from "./expectations.ts";
import { createLiveProgress, type LiveProgress } from "./live-progress.ts";
import { askAgent, askHandbook, exhaustBudget, type Stage, sendMany, stream } from "./scenes.ts";
import { askServer } from "./server-answers.ts";
import { showComparison } from "./show-comparison.ts";
import { showEnding } from "./show-ending.ts";
import { showLinks } from "./show-links.ts";
import { createTerminal, type Terminal } from "./terminal.ts";

const SERVICE = "bookshop-assistant";
const SEED = 7;
const STORM_ALERT = "ProviderTrouble";
const STORM_CALLS = 120;
/** Calls go on, a few at a time, until the receiver has heard that all is well again. */
const CALM_BATCH = 12;
const MOST_CALM_BATCHES = 30;

/**
 * Runs the whole story against the bundled provider and a server of its own.
 * @param stay When given, the server stays up with the run in its dashboard until this resolves.
 * @returns the exit code.
 */
export async function runOfflineDemo(stay?: () => Promise<void>): Promise<number> {
  const terminal = createTerminal();
  const server = await startDemoServer();
  try {
    return await runAgainst(server, { terminal, stay });
  } finally {
    await server.close();
    if (stay !== undefined)
      terminal.line("Stopped. The server's data is removed, the journal is still there.");
  }
}

interface Spectator {
  readonly terminal: Terminal;
  readonly stay: (() => Promise<void>) | undefined;
}

async function runAgainst(server: DemoServer, { terminal, stay }: Spectator): Promise<number> {
  const startedAt = new Date();
  const scenario = createScenario({ seed: SEED, firstTokenMs: 300, interTokenMs: 12 });
  const stub = await startProviderStub({ respond: scenario.respond });
  const inbox = await startWebhookSink();
  const progress = createLiveProgress(terminal);
  const monitor = demoMonitor({ inbox, progress, server });
  const openAi = { baseUrl: stub.openAiBaseUrl, apiKey: "not-needed" };
  const anthropic = { baseUrl: stub.anthropicBaseUrl, apiKey: "not-needed" };
  const stage: Stage = { monitor, terminal, providers: { openAi, anthropic } };
  terminal.line(`A bookshop's assistant against a local provider at ${stub.url} and a Breakwater server at`);
  terminal.line(`${server.url}, whose data is temporary; nothing leaves this machine.`);
  try {
    const played = await play(stage, { scenario, inbox, progress });
    const flushed = await showEnding(monitor, terminal);
    const told = { report: monitor.report({ maxRows: 100 }).toJSON(), alerts: toldAlerts(inbox) };
    const answers = await askServer(server.url, SERVICE);
    const exitCode = exitCodeOf([
      ...played,
      { what: "everything was delivered", isMet: flushed.isComplete },
      { what: "the monitor had no fault of its own", isMet: flushed.internalErrors === 0 },
      { what: "every call was seen", isMet: progress.counts.calls > STORM_CALLS },
      ...showComparison(terminal, compareServer(told, answers)),
    ]);
    if (exitCode !== 0) process.stderr.write(`The server's log:\n${server.log}`);
    if (stay === undefined) {
      terminal.line("The server is stopped now. On a terminal it stays up, with the run in its dashboard.");
      return exitCode;
    }
    showLinks(terminal, { url: server.url, startedAt, refused: progress.refused });
    terminal.line("It stays up until you press Ctrl-C.");
    await Promise.race([stay(), server.ended]);
    return exitCode;
  } finally {
    await monitor.close({ deadlineMs: 2_000 });
    await inbox.close();
    await stub.close();
  }
}

interface MonitorSurroundings {
  readonly inbox: WebhookSink;
  readonly progress: LiveProgress;
  readonly server: DemoServer;
}

function demoMonitor({ inbox, progress, server }: MonitorSurroundings): Monitor {
  return createMonitor({
    service: SERVICE,
    environment: "demo",
    logFile: join(mkdtempSync(join(tmpdir(), "breakwater-demo-")), "production.jsonl"),
    server: { url: server.url },
    // Prompts and answers are not kept unless one asks for it; these are of nobody.
    payloads: "on",
    dailyBudgetUsd: 5,
    budgets: [{ name: "per-user", limitUsd: 0.02, per: ["userId"] }],
    // An application would leave the default of ten minutes; a demo cannot wait so long.
    abandonAfterMs: 6_000,
    slowCallMs: 3_000,
    concerns: { log: progress },
    alerts: {
      receivers: [{ type: "webhook", url: inbox.url }],
      rules: [
        {
          name: STORM_ALERT,
          signal: "errorRate",
          window: "4s",
          condition: { op: ">", value: 0.3 },
          minCalls: 10,
          keepFiringFor: "1s",
          severity: "critical",
        },
      ],
      groupWait: "1s",
      groupInterval: "2s",
    },
  });
}

interface Surroundings {
  readonly scenario: Scenario;
  readonly inbox: WebhookSink;
  readonly progress: LiveProgress;
}

async function play(stage: Stage, { scenario, inbox, progress }: Surroundings): Promise<Expectation[]> {
  const { terminal } = stage;
  terminal.scene("1. Questions through prompt, retriever, model and parser");
  await askHandbook(stage);
  terminal.scene("2. An agent that looks orders up with a tool");
  await askAgent(stage);
  terminal.scene("3. Streams, one of them left in the middle");
  await stream(stage);
  terminal.scene("4. One user has $0.02 a day");
  const denial = await exhaustBudget(stage);
  if (denial !== undefined) showMessage(terminal, await waitForMessage(inbox, "BudgetExhausted", "firing"));

  terminal.scene(`5. The provider is in trouble: ${STORM_CALLS} calls meet 429s, 5xx and broken connections`);
  progress.showCalls(false);
  scenario.beginStorm();
  const failed = await sendMany(stage, { from: 0, count: STORM_CALLS });
  scenario.endStorm();
  terminal.line(`${failed} of ${STORM_CALLS} calls failed`);
  showMessage(terminal, await waitForMessage(inbox, STORM_ALERT, "firing"));
  await sendUntilResolved(stage, inbox);
  showMessage(terminal, await waitForMessage(inbox, STORM_ALERT, "resolved"));
  const told = messagesNamed(inbox, STORM_ALERT);
  terminal.line(`${failed} failures made ${told.length} messages: one when it began, one when it was over`);
  return [
    { what: "ravi was stopped by his budget", isMet: denial?.denial.key["userId"] === "ravi" },
    { what: "the storm was one alert and one all-clear", isMet: told.length === 2 },
    { what: "the storm was felt", isMet: failed > STORM_CALLS / 4 },
  ];
}

async function sendUntilResolved(stage: Stage, inbox: WebhookSink): Promise<void> {
  for (let batch = 0; batch < MOST_CALM_BATCHES; batch += 1) {
    if (messagesNamed(inbox, STORM_ALERT).some(({ status }) => status === "resolved")) return;
    await sendMany(stage, { from: STORM_CALLS + batch * CALM_BATCH, count: CALM_BATCH });
  }
}
