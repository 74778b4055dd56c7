import type { Alert } from "../../alert.ts";
import type { Notification } from "../../receiver.ts";
import { durationText, escapeSlackText, slackLink, slackTime } from "./slack-text.ts";

/** A block of a message; the two kinds that are used here. */
export type SlackBlock =
  | { readonly type: "section"; readonly text: SlackMarkdown }
  | { readonly type: "context"; readonly elements: readonly SlackMarkdown[] };

interface SlackMarkdown {
  readonly type: "mrkdwn";
  readonly text: string;
}

/** What an incoming webhook takes. The headline is `text`; the coloured bar needs an attachment. */
export interface SlackMessage {
  readonly text: string;
  readonly attachments: readonly {
    readonly color: string;
    readonly fallback: string;
    readonly blocks: readonly SlackBlock[];
  }[];
}

const RESOLVED_COLOR = "#2eb67d";
const SEVERITY_COLORS: Readonly<Record<string, string>> = {
  info: "#36c5f0",
  warning: "#ecb22e",
  critical: "#e01e5a",
};
const DEFAULT_COLOR = "#e01e5a";

/** Slack refuses sections of more than 3,000 characters; the parts below stay under it together. */
const MAX_HEADLINE = 300;
const MAX_TITLE = 300;
const MAX_SUMMARY = 1_000;
const numberFormat = new Intl.NumberFormat("en-US", { maximumFractionDigits: 3 });

/** The message for a notification, with at most `maxAlerts` alerts told one by one. */
export function slackMessage(notification: Notification, maxAlerts: number): SlackMessage {
  const shown = notification.alerts.slice(0, maxAlerts);
  const more = notification.alerts.length - shown.length + notification.truncatedAlerts;
  const blocks: SlackBlock[] = shown.map((alert) => section(alertText(alert, notification)));
  const footer = footerText(more, notification.externalUrl);
  if (footer !== "") blocks.push({ type: "context", elements: [{ type: "mrkdwn", text: footer }] });
  const text = headline(notification);
  return { text, attachments: [{ color: colorOf(notification), fallback: text, blocks }] };
}

function section(text: string): SlackBlock {
  return { type: "section", text: { type: "mrkdwn", text } };
}

/** The plain text that notifications and screen readers show. */
function headline({ status, alerts, truncatedAlerts, commonLabels, groupKey }: Notification): string {
  const name = commonLabels["alertname"] ?? alerts[0]?.labels["alertname"] ?? groupKey;
  const count = alerts.filter(({ endsAt }) => endsAt === undefined).length + truncatedAlerts;
  const state = status === "resolved" ? "Resolved" : count > 1 ? `Firing (${count})` : "Firing";
  const severity = status === "firing" ? commonLabels["severity"] : undefined;
  return escapeSlackText(`${state}: ${name}${severity === undefined ? "" : ` [${severity}]`}`, MAX_HEADLINE);
}

function alertText(alert: Alert, notification: Notification): string {
  const { annotations, generatorUrl } = alert;
  const title = escapeSlackText(titleOf(alert, notification), MAX_TITLE);
  const summary = annotations["summary"] ?? annotations["description"];
  return [
    `*${generatorUrl === undefined ? title : slackLink(generatorUrl, title)}*`,
    ...(summary === undefined ? [] : [escapeSlackText(summary, MAX_SUMMARY)]),
    stateText(alert),
  ].join("\n");
}

/** Only what tells this alert from the others of its group; the group's labels are in the headline. */
function titleOf({ labels }: Alert, { commonLabels }: Notification): string {
  const own = Object.entries(labels).filter(
    ([name, value]) => name !== "alertname" && name !== "severity" && commonLabels[name] !== value,
  );
  const shared = Object.entries(commonLabels).filter(([name]) => name !== "alertname" && name !== "severity");
  const pairs = (own.length > 0 ? own : shared).map(([name, value]) => `${name}=${value}`);
  return pairs.length > 0 ? pairs.join(" ") : (labels["alertname"] ?? "alert");
}

function stateText({ startsAt, endsAt, count, value }: Alert): string {
  const amount = amountText(count, value);
  if (endsAt === undefined) return `${amount === "" ? "Since" : `${amount}, since`} ${slackTime(startsAt)}`;
  const duration = durationText(endsAt - startsAt);
  return `Resolved after ${duration}, from ${slackTime(startsAt)} to ${slackTime(endsAt)}${amount === "" ? "" : `. ${amount} in all`}`;
}

function amountText(count: number | undefined, value: number | undefined): string {
  if (count !== undefined) return count === 1 ? "Once" : `${numberFormat.format(count)} times`;
  return value === undefined ? "" : `Value ${numberFormat.format(value)}`;
}

function footerText(more: number, externalUrl: string): string {
  const rest = more > 0 ? `and ${numberFormat.format(more)} more` : "";
  const link = externalUrl === "" ? "" : slackLink(externalUrl, "Breakwater");
  return [rest, link].filter((part) => part !== "").join(" · ");
}

function colorOf({ status, commonLabels }: Notification): string {
  if (status === "resolved") return RESOLVED_COLOR;
  return SEVERITY_COLORS[commonLabels["severity"] ?? ""] ?? DEFAULT_COLOR;
}
