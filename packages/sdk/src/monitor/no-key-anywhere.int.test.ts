import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import Anthropic from "@anthropic-ai/sdk";
import type { SpanRecord } from "@breakwater/core/record/span-record";
import { collectStream } from "@breakwater/testkit/collect-stream";
import { type ProviderStub, startProviderStub } from "@breakwater/testkit/stub/provider-stub";
import type { StubReply, StubRespond } from "@breakwater/testkit/stub/stub-reply";
import { startWebhookSink, type WebhookSink } from "@breakwater/testkit/webhook-sink";
import OpenAI from "openai";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createMonitor } from "../create-monitor.ts";
import { anthropicOf, openAiOf } from "../testing/watched-calls.ts";
import type { Monitor } from "./monitor.ts";

/** What no key may be found without: every key of this test holds it. */
const MARK = "LEAKme0123456789";
const KEYS = {
  openAi: `sk-proj-${MARK}AAAA`,
  anthropic: `sk-ant-api03-${MARK}BBBB`,
  google: `AIzaSy${MARK}CCCCCCCCCC`,
  webhook: `${MARK}DDDD`,
};

let stub: ProviderStub;
let sink: WebhookSink;
let directory: string;
const said: unknown[] = [];
const records: SpanRecord[] = [];

beforeAll(async () => {
  stub = await startProviderStub();
  sink = await startWebhookSink();
});
beforeEach(() => {
  stub.reset();
  sink.reset();
  said.length = 0;
  records.length = 0;
  directory = mkdtempSync(join(tmpdir(), "no-key-"));
});
afterEach(() => rmSync(directory, { recursive: true }));
afterAll(async () => {
  await stub.close();
  await sink.close();
});

function watched(): Monitor {
  const keep = (text: string) => void said.push(text);
  return createMonitor({
    logFile: join(directory, "calls.jsonl"),
    payloads: "on",
    logLevel: "info",
    logger: { warn: keep, info: keep },
    budgets: [{ name: "per-user", limitUsd: 50, per: ["userId", "metadata.apiKey"] }],
    alerts: {
      receivers: [{ type: "webhook", url: `${sink.url}/hook?token=${KEYS.webhook}`, signingSecret: MARK }],
      rules: [
        {
          name: "Errors",
          signal: "errorCount",
          condition: { op: ">", value: 0 },
          groupBy: ["userId", "metadata.apiKey"],
        },
        { name: "NewErrors", signal: "newErrorFingerprint", condition: { op: ">", value: 0 } },
      ],
      groupWait: "1s",
    },
    concerns: {
      log: {
        onRecord: (record) => void records.push(record),
        onCorrection: (_, record) => void records.push(record),
      },
    },
  });
}

/** A caller that is careless with keys in every place there is. */
const CONTEXT = {
  userId: KEYS.openAi,
  sessionId: KEYS.anthropic,
  queryType: `search ${KEYS.openAi}`,
  tags: [KEYS.openAi, `${"long tag ".repeat(27)} ${KEYS.anthropic}`],
  metadata: { apiKey: KEYS.openAi, [KEYS.google]: "x", nested: { headers: { "x-api-key": KEYS.anthropic } } },
};
const PROMPT = `My key is ${KEYS.openAi}, theirs ${KEYS.anthropic} and https://h/v1?key=${KEYS.google}`;
const CHAT = { max_tokens: 64, messages: [{ role: "user" as const, content: PROMPT }] };

/** Every call there is, as often as there are ways to answer it. Errors of the clients are theirs, not ours. */
async function callEverything(monitor: Monitor): Promise<void> {
  const { fetch } = monitor;
  const config = monitor.runnableConfig(CONTEXT);
  const openAi = new OpenAI({ apiKey: KEYS.openAi, baseURL: stub.openAiBaseUrl, maxRetries: 0, fetch });
  const claude = new Anthropic({
    apiKey: KEYS.anthropic,
    baseURL: stub.anthropicBaseUrl,
    maxRetries: 0,
    fetch,
  });
  const gemini = `${stub.geminiBaseUrl}/v1beta/models/gemini-2.5-flash:generateContent?key=${KEYS.google}`;
  const contents = [{ role: "user", parts: [{ text: PROMPT }] }];
  const calls: readonly (() => Promise<unknown>)[] = [
    () => openAiOf(stub, { apiKey: KEYS.openAi }).invoke(PROMPT, config),
    () => anthropicOf(stub, { apiKey: KEYS.anthropic }).invoke(PROMPT, config),
    async () => collectStream(await openAiOf(stub, { apiKey: KEYS.openAi }).stream(PROMPT, config)),
    () => openAi.chat.completions.create({ model: "gpt-4o", ...CHAT }),
    async () =>
      collectStream(await openAi.chat.completions.create({ model: "gpt-4o", ...CHAT, stream: true })),
    () => claude.messages.create({ model: "claude-sonnet-4-5", ...CHAT }),
    () => fetch(gemini, { method: "POST", body: JSON.stringify({ contents }) }),
  ];
  for (const call of calls) await monitor.withContext(CONTEXT, call).catch(() => undefined);
}

const echo = `Incorrect API key provided: ${KEYS.openAi}; header x-api-key: ${KEYS.anthropic}; ?key=${KEYS.google}`;
const REPLIES: readonly (readonly [what: string, reply: StubReply])[] = [
  ["an answer that repeats the keys", { text: `You said: ${PROMPT}` }],
  ["an error that repeats the keys", { failure: "auth", errorMessage: echo }],
  [
    "an error whose keys stand where it is cut",
    { failure: "server", errorMessage: `${"word ".repeat(396)}${echo}` },
  ],
  ["an error that is only a body", { status: 418, errorBody: { detail: echo } }],
  [
    "an error within the stream",
    { tokens: ["a", "b"], failAfterTokens: 1, failure: "server", errorMessage: echo },
  ],
  ["a broken stream", { text: PROMPT, cutAfterTokens: 3 }],
];

test.each(REPLIES)("no key is found in anything we keep, say or send: %s", async (_what, reply) => {
  const respond: StubRespond = () => reply;
  stub.respondWith(respond);
  const monitor = watched();
  await callEverything(monitor);
  const report = monitor.report();
  const texts = [
    report.toText(),
    report.toMarkdown(),
    inspect(report, { depth: 20 }),
    JSON.stringify(report),
  ];
  texts.push(JSON.stringify(monitor.budgets()), JSON.stringify(await monitor.close()));
  for (const name of readdirSync(directory, { recursive: true, encoding: "utf8" })) {
    texts.push(name, readFileSync(join(directory, name), "utf8"));
  }
  texts.push(...sink.received.map(({ bodyText }) => bodyText), ...said.map(String), JSON.stringify(records));
  expect(records.length).toBeGreaterThanOrEqual(3);
  for (const text of texts) expect(text).not.toContain(MARK);
  // It was really there to be found.
  expect(JSON.stringify(stub.calls.map(({ body }) => body))).toContain(MARK);
});

test("no key is found in an alert, and alerts there are", async () => {
  stub.respondWith(() => ({ failure: "auth", errorMessage: echo }));
  const monitor = watched();
  await callEverything(monitor);
  await monitor.flush();
  await monitor.close();
  expect(sink.received.length).toBeGreaterThan(0);
  for (const { bodyText } of sink.received) expect(bodyText).not.toContain(MARK);
});

test("a provider's error that quotes the prompt is kept without personal data, by either entrance", async () => {
  stub.respondWith(() => ({
    failure: "invalid_request",
    errorMessage: "cannot send this to bob@example.com",
  }));
  const monitor = watched();
  await openAiOf(stub)
    .invoke("Hi", monitor.runnableConfig())
    .catch(() => undefined);
  const client = { apiKey: "none", baseURL: stub.openAiBaseUrl, maxRetries: 0, fetch: monitor.fetch };
  await new OpenAI(client).chat.completions.create({ model: "gpt-4o", ...CHAT }).catch(() => undefined);
  await monitor.close();
  const messages = records.map(({ error }) => error?.message ?? "");
  expect(messages).toHaveLength(2);
  for (const message of messages) expect(message).toContain("cannot send this to [email]");
});

test("no key is found in the errors that we throw", async () => {
  const broke = createMonitor({ dailyBudgetUsd: 0, budgets: [{ name: "u", limitUsd: 0, per: ["userId"] }] });
  const thrown: unknown[] = [];
  const keep = (error: unknown) => void thrown.push(error);
  await openAiOf(stub).invoke(PROMPT, broke.runnableConfig(CONTEXT)).catch(keep);
  const openAi = new OpenAI({
    apiKey: "none",
    baseURL: stub.openAiBaseUrl,
    maxRetries: 0,
    fetch: broke.fetch,
  });
  await broke
    .withContext(CONTEXT, () => openAi.chat.completions.create({ model: "gpt-4o", ...CHAT }))
    .catch(keep);
  const wrong: readonly object[] = [
    { alertWebhook: `ftp://u:${KEYS.webhook}@h/?key=${KEYS.google}` },
    { environment: "", service: 1, logFile: "", [KEYS.openAi]: 1 },
    { alerts: { receivers: [{ type: "slack", url: KEYS.openAi }] } },
    { alerts: { receivers: [{ type: KEYS.openAi }] } },
  ];
  for (const options of wrong) {
    try {
      createMonitor(options);
    } catch (error) {
      keep(error);
    }
  }
  await broke.close();
  expect(thrown.length).toBeGreaterThanOrEqual(6);
  for (const error of thrown) {
    expect(inspect(error, { depth: 20 })).not.toContain(MARK);
    expect(JSON.stringify(error)).not.toContain(MARK);
  }
});
