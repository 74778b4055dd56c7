import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { describe, expect, it } from "vitest";
import type { DeliveryOutcome } from "../../receiver.ts";
import { ALERT_START_MS, buildAlert, buildNotification } from "../../testing/notification.ts";
import { slackMessage } from "./slack-message.ts";
import { slackReceiver } from "./slack-receiver.ts";

const NEVER = new AbortController().signal;
const START = "<!date^1768478400^{date_short_pretty} {time_secs}|2026-01-15T12:00:00Z>";

describe("what Slack answers", () => {
  // Recorded answers: status, headers that matter, body.
  it.each<[number, Record<string, string>, string, DeliveryOutcome["kind"]]>([
    [200, {}, "ok", "delivered"],
    [400, {}, "invalid_payload", "rejected"],
    [403, {}, "action_prohibited", "rejected"],
    [404, {}, "no_service", "rejected"],
    [410, {}, "channel_is_archived", "rejected"],
    [429, { "retry-after": "30" }, "rate_limited", "retryable"],
    [500, {}, "rollup_error", "retryable"],
    // Services that speak Slack's format.
    [200, {}, '{"success":true}', "delivered"],
    [200, {}, '{"ok": false, "error": "x"}', "rejected"],
    [204, {}, "", "delivered"],
    // A proxy's log-in page.
    [200, { "content-type": "text/html" }, "<html><title>Log in</title>", "rejected"],
  ])("%i %j %s", async (status, headers, body, kind) => {
    const receiver = slackReceiver.create(slackReceiver.example, {
      clock: createFakeClock(),
      fetch: async () => new Response(body === "" ? null : body, { status, headers }),
    });
    const outcome = await receiver.deliver(buildNotification(), NEVER);
    expect(outcome.kind).toBe(kind);
    if (outcome.kind !== "delivered") expect(outcome.reason).toContain(body);
    if (status === 429) expect(outcome).toMatchObject({ retryAfterMs: 30_000 });
  });
});

describe("the message", () => {
  it("says what, how often, since when, and where to look", () => {
    expect(slackMessage(buildNotification(), 10)).toEqual({
      text: "Firing: HighErrorRate [critical]",
      attachments: [
        {
          color: "#e01e5a",
          fallback: "Firing: HighErrorRate [critical]",
          blocks: [
            {
              type: "section",
              text: {
                type: "mrkdwn",
                text: `*<https://monitor.example/errors?model=gpt-4o&amp;range=1h|model=gpt-4o>*\nHalf of the calls fail\n12,345 times, since ${START}`,
              },
            },
            {
              type: "context",
              elements: [{ type: "mrkdwn", text: "<https://monitor.example/|Breakwater>" }],
            },
          ],
        },
      ],
    });
  });

  it("is green when all is over, and says how long it lasted", () => {
    const alert = buildAlert({ endsAt: ALERT_START_MS + 303_000 });
    const [attachment] = slackMessage(buildNotification({ alerts: [alert] }), 10).attachments;
    expect(attachment?.color).toBe("#2eb67d");
    expect(attachment?.fallback).toBe("Resolved: HighErrorRate");
    const [block] = attachment?.blocks ?? [];
    expect(block?.type === "section" ? block.text.text : "").toContain(
      `Resolved after 5m 3s, from ${START} to <!date^1768478703^{date_short_pretty} {time_secs}|2026-01-15T12:05:03Z>. 12,345 times in all`,
    );
  });

  it.each([
    ["info", "#36c5f0"],
    ["warning", "#ecb22e"],
    ["critical", "#e01e5a"],
    ["unheard of", "#e01e5a"],
  ])("a severity of %s has its colour", (severity, color) => {
    const message = slackMessage(buildNotification({ commonLabels: { severity } }), 10);
    expect(message.attachments[0]?.color).toBe(color);
  });

  it("counts what it does not list", () => {
    const alerts = Array.from({ length: 20 }, (_, index) =>
      buildAlert({ labels: { alertname: "HighErrorRate", user: `u${index}` } }),
    );
    const message = slackMessage(
      buildNotification({
        alerts,
        truncatedAlerts: 1_500,
        commonLabels: { alertname: "HighErrorRate" },
        externalUrl: "",
      }),
      3,
    );
    expect(message.text).toBe("Firing (1520): HighErrorRate");
    expect(message.attachments[0]?.blocks).toHaveLength(4);
    expect(message.attachments[0]?.blocks[3]).toEqual({
      type: "context",
      elements: [{ type: "mrkdwn", text: "and 1,517 more" }],
    });
  });

  it("stays within Slack's limits and mentions no one, whatever the alert says", () => {
    const hostile = "<!channel>&".repeat(1_000);
    const alerts = Array.from({ length: 60 }, (_, index) =>
      buildAlert({
        labels: { alertname: hostile, [`<@U${index}>`]: hostile },
        annotations: { summary: hostile },
        generatorUrl: `https://h.example/${"<|>&".repeat(1_000)}`,
      }),
    );
    const message = slackMessage(buildNotification({ alerts, groupKey: hostile }), 49);
    const [attachment] = message.attachments;
    expect(attachment?.blocks.length).toBeLessThanOrEqual(50);
    expect(message.text.length).toBeLessThanOrEqual(300);
    for (const block of attachment?.blocks ?? []) {
      const texts = block.type === "section" ? [block.text.text] : block.elements.map(({ text }) => text);
      for (const text of texts) expect(text.length).toBeLessThanOrEqual(3_000);
    }
    expect(JSON.stringify(message)).not.toMatch(/<[!@](?!date\^)/);
  });
});
