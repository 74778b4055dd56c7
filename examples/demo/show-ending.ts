import type { FlushReport, Monitor } from "breakwater";
import type { Terminal } from "./terminal.ts";

/** Prints the report, what flushing says, and where the journal is. */
export async function showEnding(monitor: Monitor, terminal: Terminal): Promise<FlushReport> {
  terminal.status("");
  const flushed = await monitor.flush({ deadlineMs: 5_000 });
  terminal.scene("The report: monitor.report().toText()");
  const text = monitor.report().toText({ color: terminal.isColored, width: terminal.width });
  process.stdout.write(`\n${text.trimEnd()}\n`);
  terminal.scene("What monitor.flush() says");
  const { isComplete, records, alerts, openRuns, server } = flushed;
  terminal.line(`${isComplete ? "complete" : "NOT complete"}; ${records.delivered} journal lines written,`);
  terminal.line(
    `${alerts.delivered} alert messages delivered, ${alerts.pending} pending, ${alerts.failed} failed,`,
  );
  if (server !== undefined)
    terminal.line(
      `${server.acknowledged} records stored by ${server.url}, ${server.pendingBytes} bytes wait,`,
    );
  terminal.line(`${openRuns} steps still open`);
  terminal.scene("The same report from the journal alone");
  terminal.line(`npx breakwater-report ${monitor.logFile ?? ""} --since 1h`);
  return flushed;
}
