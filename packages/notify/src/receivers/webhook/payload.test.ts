import { expect, it } from "vitest";
import { buildAlert, buildNotification } from "../../testing/notification.ts";
import { webhookPayload } from "./payload.ts";

it("is Alertmanager's version 4 format to the letter", () => {
  const firing = buildAlert();
  const resolved = buildAlert({
    labels: { alertname: "HighErrorRate", model: "gpt-4.1" },
    annotations: { summary: "Over", count: "mine" },
    endsAt: firing.startsAt + 90_500,
  });
  const { generatorUrl: _url, value: _value, ...plain } = resolved;
  expect(webhookPayload(buildNotification({ alerts: [firing, plain], truncatedAlerts: 3 }))).toEqual({
    version: "4",
    groupKey: '{}:{alertname="HighErrorRate"}',
    truncatedAlerts: 3,
    status: "firing",
    receiver: "on-call",
    groupLabels: { alertname: "HighErrorRate" },
    commonLabels: firing.labels,
    commonAnnotations: firing.annotations,
    externalURL: "https://monitor.example",
    alerts: [
      {
        status: "firing",
        labels: firing.labels,
        annotations: { summary: "Half of the calls fail", count: "12345", value: "0.5" },
        startsAt: "2026-01-15T12:00:00.000Z",
        endsAt: "0001-01-01T00:00:00Z",
        generatorURL: "https://monitor.example/errors?model=gpt-4o&range=1h",
        fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
      },
      {
        status: "resolved",
        labels: { alertname: "HighErrorRate", model: "gpt-4.1" },
        annotations: { summary: "Over", count: "mine" },
        startsAt: "2026-01-15T12:00:00.000Z",
        endsAt: "2026-01-15T12:01:30.500Z",
        generatorURL: "",
        fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
      },
    ],
  });
});

it("a time that no calendar has is the zero time, not an exception", () => {
  const { alerts } = webhookPayload(buildNotification({ alerts: [buildAlert({ startsAt: 1e20 })] }));
  expect(alerts[0]?.startsAt).toBe("0001-01-01T00:00:00Z");
});
