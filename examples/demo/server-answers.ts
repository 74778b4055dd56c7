import type { Report } from "breakwater";

/** An alert as the server shows it. */
export interface ServerAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly status: string;
}

/** What the server says of the run. */
export interface ServerAnswers {
  /** In the shape of the monitor's own report, but made of the stored spans. */
  readonly report: Report;
  readonly alerts: readonly ServerAlert[];
}

/** Asks the server's API for the last hour of one service. @throws Error when it does not answer */
export async function askServer(url: string, service: string): Promise<ServerAnswers> {
  const range = { from: "now-1h", to: "now" };
  const report = await ask<Report>(url, "report", { ...range, service, limit: "100" });
  const { alerts } = await ask<{ readonly alerts: readonly ServerAlert[] }>(url, "alerts", range);
  return { report, alerts: alerts.filter(({ labels }) => labels["service"] === service) };
}

async function ask<Answer>(url: string, path: string, parameters: Record<string, string>): Promise<Answer> {
  const response = await fetch(`${url}/api/v1/${path}?${new URLSearchParams(parameters)}`);
  if (!response.ok)
    throw new Error(`The server answered ${response.status} on ${path}: ${await response.text()}`);
  return (await response.json()) as Answer;
}
