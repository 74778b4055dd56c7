import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MonitorState } from "@breakwater/core/monitor/monitor-state";
import type { SpanRecord } from "@breakwater/core/record/span-record";
import { type ServerProcess, startServerProcess } from "@breakwater/server/testing/server-process";
import { type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { findChromium } from "./find-chromium.ts";
import { type KnownCause, noteComplaints } from "./page-complaints.ts";

/** What lets in everywhere on a server that asks for keys. */
export const ADMIN_KEY = "a-secret-that-only-the-test-knows";

/** Chromium asks nobody on the network, and runs where there is no display and no sandbox for root. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** What a window is like. */
export interface WindowOptions extends BrowserContextOptions {
  /** What the test brings about on purpose: no reason to complain. */
  readonly known?: readonly KnownCause[];
}

/** A real server with its dashboard, and a real browser to look at it. */
export interface DashboardBed {
  readonly server: ServerProcess;
  /** What the pages complained about: scripts and requests that failed, and what the security policy held back. */
  readonly complaints: string[];
  /** Stores records as the SDK sends them. */
  store(records: readonly SpanRecord[]): Promise<void>;
  /** Tells what a monitor tells of itself. */
  tell(state: MonitorState): Promise<void>;
  /** A window of its own, with nothing in it. */
  window(options?: WindowOptions): Promise<Page>;
  /** Opens an address in a window of its own. */
  open(path: string, options?: WindowOptions): Promise<Page>;
  /** Ends everything. @throws Error when a page complained */
  close(): Promise<void>;
}

/** What the server asks of people. */
export interface BedSettings {
  /** A key that may do everything; without it the server is open. */
  readonly adminKey?: string;
  /** More of the configuration. */
  readonly config?: Readonly<Record<string, unknown>>;
}

/** Starts a server on free ports over an empty directory, and a browser. @throws Error when there is no Chromium */
export async function openDashboardBed({
  adminKey,
  config: more = {},
}: BedSettings = {}): Promise<DashboardBed> {
  const executablePath = findChromium();
  const directory = mkdtempSync(join(tmpdir(), "breakwater-pages-"));
  const config = join(directory, "breakwater.yaml");
  writeFileSync(config, JSON.stringify({ ...more, ...(adminKey && { access: { adminKey } }) }));
  const server = await startServerProcess(join(directory, "data"), ["--config", config]);
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  const complaints: string[] = [];
  const openWindow = async ({ known = [], ...options }: WindowOptions = {}) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    // Where keys are asked for, whoever opens a page is not logged in at first.
    noteComplaints(page, complaints, adminKey === undefined ? known : [...known, "not logged in"]);
    return page;
  };
  return {
    server,
    complaints,
    store: async (records) => {
      const body = records.map((record) => JSON.stringify(record)).join("\n");
      const headers = adminKey === undefined ? {} : { "x-api-key": adminKey };
      const response = await fetch(`${server.uiUrl}/v1/spans`, { method: "POST", body, headers });
      if (!response.ok) throw new Error(`The server refused the spans: ${await response.text()}`);
    },
    tell: async (state) => {
      const headers = { "content-type": "application/json", ...(adminKey && { "x-api-key": adminKey }) };
      const body = JSON.stringify(state);
      const response = await fetch(`${server.uiUrl}/v1/monitors`, { method: "POST", body, headers });
      if (!response.ok) throw new Error(`The server refused the state: ${await response.text()}`);
    },
    window: openWindow,
    open: async (path, options) => {
      const page = await openWindow(options);
      await page.goto(`${server.uiUrl}${path}`);
      return page;
    },
    close: async () => {
      await browser.close();
      await server.end("SIGTERM");
      rmSync(directory, { recursive: true, force: true });
      if (complaints.length > 0) throw new Error(`The pages complained:\n${complaints.join("\n")}`);
    },
  };
}
