// Alerts to Slack and to an endpoint of your own that checks the signature. Needs OPENAI_API_KEY; SLACK_WEBHOOK adds
// Slack. The endpoint runs in this program so that the example is whole.
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ChatOpenAI } from "@langchain/openai";
import { createMonitor } from "breakwater";

const secret = process.env["WEBHOOK_SECRET"] ?? "keep-this-out-of-the-repository";

/** Whether a request comes from someone who knows the secret, and is not older than five minutes. */
function isGenuine(body: string, header: string, nowMs = Date.now()): boolean {
  const [, timestamp, signature = ""] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(header) ?? [];
  if (timestamp === undefined || Math.abs(nowMs / 1000 - Number(timestamp)) > 300) return false;
  const expected = createHmac("sha256", secret).update(`${timestamp}.${body}`).digest();
  return timingSafeEqual(expected, Buffer.from(signature, "hex"));
}

const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString("utf8");
  const header = String(request.headers["x-breakwater-signature"] ?? "");
  if (!isGenuine(body, header)) {
    response.writeHead(401).end();
    return;
  }
  const { status, alerts } = JSON.parse(body);
  for (const { labels, annotations } of alerts) console.log(status, labels.alertname, annotations.summary);
  response.writeHead(200).end();
}).listen(0, "127.0.0.1");
await new Promise((resolve) => server.once("listening", resolve));
const { port } = server.address() as AddressInfo;

const slack = process.env["SLACK_WEBHOOK"];
const monitor = createMonitor({
  alerts: {
    receivers: [
      { type: "webhook", url: `http://127.0.0.1:${port}/alerts`, signingSecret: secret },
      ...(slack === undefined ? [] : [{ type: "slack", url: slack }]),
    ],
    // Without `rules`, the default ones apply.
    rules: [
      {
        name: "LlmErrors",
        signal: "errorCount",
        window: "1m",
        condition: { op: ">=", value: 1 },
        groupBy: ["errorClass"],
      },
      {
        name: "CostPerHour",
        signal: "cost",
        window: "1h",
        condition: { op: ">", value: 20 },
        groupBy: ["queryType"],
        severity: "critical",
      },
    ],
  },
});

const model = new ChatOpenAI({ model: "no-such-model", maxRetries: 0 });
await monitor
  .query(model, "Hello", { userId: "user_123" })
  .catch(({ name }: Error) => console.log(`call failed: ${name}`));

const { alerts } = await monitor.close();
console.log(`${alerts.delivered} delivered, ${alerts.pending} pending, ${alerts.failed} failed`);
server.close();
