/** What stands in the place of a secret that was removed. */
export const REDACTED = "[redacted]";

/** A kind of secret: what it looks like, and what is left of it. */
interface SecretPattern {
  readonly pattern: RegExp;
  readonly replacement: string;
}

/**
 * True for every text that any of `SECRET_PATTERNS` matches, and false for most others: nearly all texts hold no
 * secret and pay for this one look only. Add to it whatever a new pattern begins with.
 */
const MAY_HOLD_SECRET =
  /:\/\/|sk[-_]|AIza|A[KS]IA|gh[oprsu]_|github_pat_|glpat-|xox[a-z]-|xapp-|lsv2_|hf_|gsk_|xai-|pplx-|whsec_|npm_|eyJ|bearer|basic|hooks\.|\/webhooks?|\/bot\d|(?:key|token|secret|passw(?:or)?d|passphrase|pwd|credentials?|authorization|signature|cookie|sig|auth|jwt|pass|code)\\?["']?\s{0,4}[=:]|PRIVATE KEY/i;

/**
 * Every pattern runs in linear time on any text: a quantifier without a bound is either the pattern's end (so it cannot
 * fail), or can start only where a run of its own characters starts (so runs are scanned once).
 */
const SECRET_PATTERNS: readonly SecretPattern[] = [
  {
    pattern: /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|$)/g,
    replacement: REDACTED,
  },
  // JWT: the start is a boundary, also behind the letter of a JSON escape such as `\n`.
  {
    pattern: /(?:(?<![\w-])|(?<=\\[bfnrt]))eyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g,
    replacement: REDACTED,
  },
  // Keys that are known by their prefix. `*` occurs where a provider has masked a part itself.
  {
    pattern:
      /(?:(?<![A-Za-z0-9])|(?<=\\[bfnrt]))sk[-_][\w*-]{8,}|sk-(?:ant|proj|or|svcacct|lf)-[\w*-]{4,}|sk-[A-Za-z0-9]{20,}/g,
    replacement: REDACTED,
  },
  {
    pattern:
      /AIza[\w-]{16,}|A[KS]IA[A-Z0-9]{12,}|gh[oprsu]_[A-Za-z0-9]{10,}|github_pat_\w{10,}|glpat-[\w-]{10,}|xox[a-z]-[\w-]{6,}|xapp-[\w-]{10,}|lsv2_\w{8,}|hf_[A-Za-z0-9]{16,}|gsk_\w{16,}|xai-\w{16,}|pplx-\w{16,}|whsec_[\w+/=]{10,}|npm_[A-Za-z0-9]{20,}/g,
    replacement: REDACTED,
  },
  // Webhook addresses whose path is the secret: Slack, Discord, Teams, Zapier, Telegram.
  {
    pattern:
      /((?:hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)|\/api\/webhooks|hooks\.zapier\.com\/hooks|webhook\.office\.com\/webhook[a-z0-9]{0,4})\/)[^\s"'<>?#\\]+/gi,
    replacement: `$1${REDACTED}`,
  },
  { pattern: /(\/bot)\d+:[\w-]+/g, replacement: `$1${REDACTED}` },
  // URL userinfo; the second form is for passwords with an unescaped slash, question mark or hash.
  { pattern: /(:\/\/)[^\s/?#"'<>\\]+@/g, replacement: `$1${REDACTED}@` },
  {
    pattern: /(:\/\/)[^\s/?#@:"'<>\\]{1,256}:(?!\d{1,5}(?:[/?#]|$))[^\s@"'<>\\]{1,256}@/g,
    replacement: `$1${REDACTED}@`,
  },
  {
    pattern: /([?&](?:key|sig|auth|jwt|pass|code)=)[^&\s"'<>#\\]+/gi,
    replacement: `$1${REDACTED}`,
  },
  // "bearer token", "Bearer authentication" and the like are words, not tokens.
  {
    pattern:
      /\b(bearer(?:\s{1,4}|%20))(?!(?:tokens?|auth[a-z]{0,16}|scheme|realm)(?![\w.~+/=*-]))[\w.~+/=*-]{4,}/gi,
    replacement: `$1${REDACTED}`,
  },
  {
    pattern: /\b([Bb]asic\s{1,4})(?=[A-Za-z+/]*(?:[0-9=]|[a-z][A-Z]))[A-Za-z0-9+/=]{8,}/g,
    replacement: `$1${REDACTED}`,
  },
  { pattern: /((?:set-)?cookie\\?["']?\s{0,4}:\s{0,4}\\?["']?)[^\r\n"\\]+/gi, replacement: `$1${REDACTED}` },
  ...pairPatterns(),
];

/**
 * `api_key=...`, `"password": "..."` and the like. With `:` and no quotes it may be prose ("token: none"), so a value
 * then needs six characters. Plural names (`max_tokens: 100`) are not secrets.
 */
function pairPatterns(): readonly SecretPattern[] {
  const name =
    "(?:api[-_ ]?key|access[-_]?key(?:[-_]?id)?|private[-_]?key|signing[-_]?key|subscription[-_]?key|token|secret|passw(?:or)?d|passphrase|pwd|credentials?|authorization|signature)";
  const scheme = "(?:(?:bearer|basic|token|digest|negotiate)\\s{1,4})?";
  const done = "(?!(?:\\w{1,9}\\s{1,4})?\\[redacted\\])";
  const bare = "[^\\s\"'&,;<>(){}\\[\\]\\\\]";
  return [
    {
      pattern: new RegExp(`(${name}\\\\?["']?\\s{0,4}[=:]\\s{0,4}\\\\?")${done}[^"\\\\\\r\\n]+`, "gi"),
      replacement: `$1${REDACTED}`,
    },
    {
      pattern: new RegExp(`(${name}\\\\?["']?\\s{0,4}[=:]\\s{0,4}')${done}[^'\\r\\n]+`, "gi"),
      replacement: `$1${REDACTED}`,
    },
    {
      pattern: new RegExp(`(${name}\\s{0,4}=\\s{0,4})${done}${scheme}${bare}+`, "gi"),
      replacement: `$1${REDACTED}`,
    },
    {
      pattern: new RegExp(`(${name}["']?\\s{0,4}:\\s{0,4})${done}${scheme}${bare}{6,}`, "gi"),
      replacement: `$1${REDACTED}`,
    },
  ];
}

/**
 * The text with API keys, bearer tokens, JWTs, private keys, `api_key=...`-like pairs, URL credentials and webhook
 * paths replaced by "[redacted]". Linear in the text's length; a text without any sign of a secret is returned as it is.
 */
export function redactSecrets(text: string): string {
  if (!MAY_HOLD_SECRET.test(text)) return text;
  let clean = text;
  for (const { pattern, replacement } of SECRET_PATTERNS) clean = clean.replace(pattern, replacement);
  return clean;
}

/** Path segments long and mixed enough to be a credential rather than a word. */
const OPAQUE_SEGMENT = /^(?=.*\d)(?=.*[A-Za-z])[\w.~%-]{16,}$/;

/**
 * A URL fit for logs: scheme, host, port and the plain parts of the path stay; credentials, every query value, the
 * fragment and opaque path segments go. A text that is not a URL is redacted as text.
 */
export function redactUrl(url: string): string {
  const clean = redactSecrets(url);
  const withoutFragment = clean.split("#", 1)[0] ?? "";
  const questionMark = withoutFragment.indexOf("?");
  const address = questionMark < 0 ? withoutFragment : withoutFragment.slice(0, questionMark);
  const query = questionMark < 0 ? "" : withoutFragment.slice(questionMark + 1);
  const authority = /^[a-z][a-z0-9+.-]*:\/\/[^/]*/i.exec(address)?.[0] ?? "";
  const path = address.slice(authority.length).split("/");
  const shownPath = path.map((segment) => (OPAQUE_SEGMENT.test(segment) ? REDACTED : segment)).join("/");
  return authority + shownPath + (query === "" ? "" : `?${redactQuery(query)}`);
}

function redactQuery(query: string): string {
  return query
    .split("&")
    .map((pair) => {
      const equals = pair.indexOf("=");
      return equals < 0 ? REDACTED : `${pair.slice(0, equals)}=${REDACTED}`;
    })
    .join("&");
}
