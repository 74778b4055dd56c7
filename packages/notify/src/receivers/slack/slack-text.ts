/** Slack's three reserved characters (https://docs.slack.dev/messaging/formatting-message-text#escaping). */
const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/**
 * The text for use in a Slack message: reserved characters escaped, so that nothing in it is a mention or a link, and
 * at most `maxLength` UTF-16 units after that. The cut, marked with "…", splits neither a code point nor an entity.
 */
export function escapeSlackText(text: string, maxLength: number): string {
  let escaped = "";
  let lengthAtCut = 0;
  for (const point of text) {
    const piece = ENTITIES[point] ?? point;
    if (escaped.length + piece.length > maxLength) return `${escaped.slice(0, lengthAtCut)}…`;
    escaped += piece;
    if (escaped.length < maxLength) lengthAtCut = escaped.length;
  }
  return escaped;
}

/** A link with an escaped text; the text alone when the address is not a web address. */
export function slackLink(url: string, escapedText: string): string {
  const parsed = URL.parse(url);
  if (parsed === null || !/^https?:$/.test(parsed.protocol) || parsed.href.length > 1_000) return escapedText;
  const address = parsed.href.replace(/[<>|&]/g, (character) => LINK_ESCAPES[character] ?? character);
  return `<${address}|${escapedText.replaceAll("|", "¦")}>`;
}

const LINK_ESCAPES: Readonly<Record<string, string>> = { "<": "%3C", ">": "%3E", "|": "%7C", "&": "&amp;" };

/** A moment (epoch milliseconds) that Slack shows in the reader's own time zone. */
export function slackTime(epochMs: number): string {
  const time = new Date(epochMs);
  if (Number.isNaN(time.getTime())) return "an unknown time";
  const fallback = time.toISOString().replace(/\.\d+Z$/, "Z");
  return `<!date^${Math.floor(epochMs / 1_000)}^{date_short_pretty} {time_secs}|${fallback}>`;
}

const UNITS: readonly (readonly [string, number])[] = [
  ["d", 86_400],
  ["h", 3_600],
  ["m", 60],
  ["s", 1],
];

/** A duration in its two largest units, such as `2h 4m`. */
export function durationText(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1_000));
  const first = UNITS.findIndex(([, size]) => seconds >= size);
  if (first < 0) return "less than a second";
  let rest = seconds;
  const parts: string[] = [];
  for (const [unit, size] of UNITS.slice(first, first + 2)) {
    const amount = Math.floor(rest / size);
    rest -= amount * size;
    if (amount > 0) parts.push(`${amount}${unit}`);
  }
  return parts.join(" ");
}
