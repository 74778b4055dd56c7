import type { ReceivedPost, WebhookSink } from "@breakwater/testkit/webhook-sink";
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

function messageOf({ body }: ReceivedPost): AlertMessage {
  const { status, groupLabels, alerts } = body as {
    status: string;
    groupLabels: Record<string, string>;
    alerts: { annotations: Record<string, string> }[];
  };
  return {
    name: groupLabels["alertname"] ?? "",
    status,
    summaries: alerts.map(({ annotations }) => annotations["summary"] ?? ""),
  };
}
