/** A question that a page of the dashboard asks, as the API's path under `/api/v1`. */
export interface DashboardQuestion {
  readonly name: string;
  readonly path: string;
}

/** What a trace and a user of the generated spans are called, and a budget. */
export interface KnownIds {
  readonly traceId: string;
  readonly at: string;
  readonly user: string;
  readonly session: string;
  readonly budget: string;
}

const MEASURES = ["calls", "costNanos", "totalTokens", "errorRate", "latencyP95Ms", "firstTokenP95Ms"];
const GROUPS = ["provider", "queryType", "environment", "tag", "user", "session", "metadata.team"];

/** Every question, over a day and over a month. */
export function dashboardQuestions(known: KnownIds): readonly DashboardQuestion[] {
  return [
    ...["24h", "30d"].flatMap((range) => questionsOver(range, known)),
    { name: "budgets", path: "/budgets" },
    { name: "past of a budget per user", path: `/budgets/${known.budget}/history?periods=30` },
    { name: "what arrived lately", path: "/status" },
    { name: "one trace", path: `/traces/${known.traceId}` },
    { name: "one trace, its time known", path: `/traces/${known.traceId}?at=${known.at}` },
  ];
}

function questionsOver(range: string, { user, session }: KnownIds): readonly DashboardQuestion[] {
  const question = (name: string, path: string): DashboardQuestion => ({
    name: `${name}, ${range}`,
    path: `${path}${path.includes("?") ? "&" : "?"}from=now-${range}`,
  });
  return [
    question("overview", "/overview"),
    ...MEASURES.map((measure) => question(`chart of ${measure} by model`, chart(measure, "model"))),
    ...GROUPS.map((group) => question(`chart of costNanos by ${group}`, chart("costNanos", group))),
    ...["model", ...GROUPS].map((group) => question(`table by ${group}`, table(group))),
    question("table by user and model", `${table("user")}&groupBy=model`),
    question("heat map", "/heatmap"),
    question("newest traces", "/traces"),
    question("longest traces", "/traces?order=duration"),
    question("dearest traces", "/traces?order=cost"),
    question("traces of a user", `/traces?user=${user}`),
    question("traces with errors", "/traces?hasError=true"),
    question("traces of a tag", "/traces?tag=tag-3"),
    question("longest spans", "/spans?order=duration"),
    question("refusals", "/denials"),
    question("search", "/search?q=refund"),
    question("search for one", "/search?q=54321"),
    question("users", "/users"),
    question("one user", `/users/${user}`),
    question("sessions", "/sessions"),
    question("one session", `/sessions/${session}`),
    question("error groups", "/errors"),
    question("report", "/report"),
    question("values of model", "/dimensions/model"),
    question("values of user", "/dimensions/user"),
    question("keys of metadata", "/dimensions/metadata"),
  ];
}

function chart(measure: string, group: string): string {
  return `/timeseries?measure=${measure}&groupBy=${group}`;
}

function table(group: string): string {
  return `/breakdown?measure=calls&measure=costNanos&groupBy=${group}`;
}
