/** Of the SDK in applications, which may share the environment (docs/register.md), and of the dashboard's curl lines. */
const OF_THE_SDK: ReadonlySet<string> = new Set(
  [
    ..."CONFIG DISABLED ON_ERROR SERVICE PROJECT ENVIRONMENT RELEASE TIME_ZONE DAILY_BUDGET_USD".split(" "),
    ..."ALERT_WEBHOOK ALERTS_GROUP_WAIT ALERTS_GROUP_INTERVAL ALERTS_REPEAT_INTERVAL LOG_FILE LOG_LEVEL".split(
      " ",
    ),
    ..."SERVER_URL SERVER_KEY PAYLOADS SLOW_CALL_MS ABANDON_AFTER_MS DEFAULT_MAX_OUTPUT_TOKENS".split(" "),
    ..."MAX_OPEN_RUNS HOSTS REPORT OTEL KEY".split(" "),
  ].map((name) => `BREAKWATER_${name}`),
);

/** Of the SDK's journal, and of tests. */
const OTHER_GROUPS = /^BREAKWATER_(?:JOURNAL|TEST)_/;

/** What Kubernetes puts into every container beside a service that is called `breakwater` or begins so. */
const OF_KUBERNETES =
  /_(?:SERVICE_HOST|SERVICE_PORT(?:_\w+)?|PORT(?:_\d+_(?:TCP|UDP)(?:_(?:PROTO|PORT|ADDR))?)?)$/;

/** Whether a variable that begins with `BREAKWATER_` is somebody else's, and no misspelt setting of the server. */
export function isOtherVariable(name: string): boolean {
  return OF_THE_SDK.has(name) || OTHER_GROUPS.test(name) || OF_KUBERNETES.test(name);
}
