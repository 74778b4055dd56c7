import type { ReceivedPost, WebhookSink } from "@breakwater/testkit/webhook-sink";
import { alertKey } from "./compare-server.ts";
import type { Terminal } from "./terminal.ts";

/** A message as the receiver of alerts got it. */
export interface AlertMessage {
  readonly name: string;
  readonly status: string;
  readonly summaries: readonly string[];
}

/** Messages of one alert, oldest first. */
export function messagesNamed(sink: WebhookSink, name: string): AlertMessage[] {
  return sink.accepted.map(messageOf).filter((message) => message.name === name);
}

/** Waits for an alert to be told with a status. The demo's own deadline ends a wait that is in vain. */
export async function waitForMessage(sink: WebhookSink, name: string, status: string): Promise<AlertMessage> {
  for (;;) {
    const found = messagesNamed(sink, name).find((message) => message.status === status);
    if (found !== undefined) return found;
    await sink.waitForAccepted(sink.accepted.length + 1);
  }
}

/** Shows a message as it arrived. */
export function showMessage(terminal: Terminal, { name, status, summaries }: AlertMessage): void {
  terminal.line(`alert received: ${name}, ${status}`);
  for (const summary of summaries) terminal.line(`  ${summary}`);
}

/** How each alert stands by what the receiver was told last; keys are those of `alertKey`. */
export function toldAlerts(sink: WebhookSink): ReadonlyMap<string, string> {
  const alerts = sink.accepted.flatMap(({ body }) => (body as WebhookBody).alerts);
  return new Map(alerts.map(({ labels, status }) => [alertKey(labels), status]));
}

interface WebhookBody {
  readonly status: string;
  readonly groupLabels: Readonly<Record<string, string>>;
  readonly alerts: readonly {
    readonly status: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  }[];
}

function messageOf({ body }: ReceivedPost): AlertMessage {
  const { status, groupLabels, alerts } = body as WebhookBody;
  return {
    name: groupLabels["alertname"] ?? "",
    status,
    summaries: alerts.map(({ annotations }) => annotations["summary"] ?? ""),
  };
}
