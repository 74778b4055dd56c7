import { padColumns, type Terminal } from "./terminal.ts";

/** What of a run is worth a look. */
export interface RunLinks {
  readonly url: string;
  /** When the run began. */
  readonly startedAt: Date;
  /** The call that the budget refused. */
  readonly refused: { readonly traceId: string; readonly spanId: string } | undefined;
}

/** Prints where the dashboard shows the run. */
export function showLinks(terminal: Terminal, { url, startedAt, refused }: RunLinks): void {
  const range = `from=${startedAt.toISOString().slice(0, "2026-01-01T00:00".length)}Z`;
  terminal.scene(`The dashboard: ${url}/?${range}`);
  const show = (what: string, path: string) => terminal.line(`${padColumns(what, 18)} ${url}${path}`);
  if (refused !== undefined) show("the refused call", `/traces/${refused.traceId}?span=${refused.spanId}`);
  show("the error storm", `/errors?${range}`);
  show("the budgets", `/budgets?${range}`);
  show("the alerts", `/alerts?show=history&${range}`);
}
