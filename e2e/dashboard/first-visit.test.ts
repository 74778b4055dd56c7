import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { axeViolations } from "./testing/axe-violations.ts";
import { ADMIN_KEY, type DashboardBed, openDashboardBed } from "./testing/dashboard-bed.ts";

let bed: DashboardBed;

beforeAll(async () => {
  bed = await openDashboardBed();
});
afterAll(() => bed.close());

it.each(["light", "dark"] as const)("is accessible to a first visitor, %s", async (colorScheme) => {
  const page = await bed.open("/", { colorScheme, bypassCSP: true });
  await page.getByText("Waiting for the first span").waitFor();
  expect(await axeViolations(page)).toEqual([]);
  await page.context().close();
});

it("tells a first visitor what to paste, and becomes the overview when that is done", async () => {
  const page = await bed.open("/");
  await page.getByText("Waiting for the first span").waitFor();
  expect(await page.locator("pre").allTextContents()).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^\/\/ npm install breakwater/),
      expect.stringContaining(`server: { url: "${bed.server.uiUrl}" }`),
      expect.stringContaining(`OTEL_EXPORTER_OTLP_ENDPOINT=${bed.server.otlpUrl}`),
    ]),
  );
  expect(await page.getByRole("button", { name: "Filter" }).count()).toBe(0);
  await pasted(await page.locator("pre", { hasText: "curl" }).textContent());
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  await page.getByRole("button", { name: "gpt-4o-mini" }).first().waitFor();
});

it("gives examples that work with a key and a project, as soon as the key stands in its place", async () => {
  const closed = await openDashboardBed({ adminKey: ADMIN_KEY });
  const page = await closed.open("/?project=it's");
  await page.getByLabel("Key").fill(ADMIN_KEY);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByText("put it where YOUR_KEY stands").waitFor();
  const code = async (part: string) =>
    ((await page.locator("pre", { hasText: part }).textContent()) ?? "").replace("YOUR_KEY", ADMIN_KEY);
  expect(await code("createMonitor")).toContain(
    `project: "it's",\n  server: { url: "${closed.server.uiUrl}", key:`,
  );
  expect(await code("Traceloop")).toContain(
    `headers={"x-api-key": "${ADMIN_KEY}", "x-breakwater-project": "it's"},`,
  );
  const variables = await code("OTEL_SERVICE_NAME");
  await pasted(`${variables}
body='{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"${"a".repeat(32)}","spanId":"${"b".repeat(16)}","name":"by variables","startTimeUnixNano":"'$(date +%s%N)'","endTimeUnixNano":"'$(date +%s%N)'"}]}]}]}'
IFS=, read -r key project <<< "$OTEL_EXPORTER_OTLP_HEADERS"
curl -sf "$OTEL_EXPORTER_OTLP_ENDPOINT/v1/traces" -H 'content-type: application/json' -H "\${key/=/: }" -H "x-breakwater-project: it's" -d "$body"`);
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  await closed.close();
});

/** Runs what one pasted into a shell. @throws Error when it fails, or the server refuses it */
async function pasted(code: string | null): Promise<void> {
  const { stdout } = await promisify(execFile)("bash", ["-c", (code ?? "").replace(/^curl /, "curl -sf ")]);
  expect(JSON.parse(stdout)).not.toHaveProperty("partialSuccess.rejectedSpans");
}
