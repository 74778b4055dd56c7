/** An error and what caused it, outermost first; plain reads that no hostile object can break. */
export interface ErrorLink {
  readonly name: string;
  /** Texts that name the cause: `code`, `type`, and the same inside a provider's error body. */
  readonly codes: readonly string[];
  readonly lcErrorCode: string | undefined;
  /** HTTP status. */
  readonly status: number | undefined;
  /** gRPC status (0 to 16), of errors that carry gRPC's `details`. */
  readonly grpcStatus: number | undefined;
  readonly message: string;
}

const MAX_LINKS = 6;

/** The chain of `cause` (and the first of an AggregateError's `errors`), at most six links, cycles cut. */
export function errorChain(error: unknown): readonly ErrorLink[] {
  const links: ErrorLink[] = [];
  const seen = new Set<unknown>();
  let current: unknown = error;
  while (current !== undefined && current !== null && links.length < MAX_LINKS && !seen.has(current)) {
    seen.add(current);
    links.push(linkOf(current));
    current = read(current, "cause") ?? read(read(current, "errors"), "0");
  }
  return links;
}

/** A property of anything; undefined where there is none, or where reading it throws. */
function read(value: unknown, name: string): unknown {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return undefined;
  try {
    return (value as Readonly<Record<string, unknown>>)[name];
  } catch {
    return undefined;
  }
}

/** A property when it is text. */
function readText(value: unknown, name: string): string | undefined {
  const found = read(value, name);
  return typeof found === "string" ? found : undefined;
}

function linkOf(value: unknown): ErrorLink {
  if (typeof value === "string") return { ...NOTHING, message: value };
  // The AI SDK keeps the parsed body in `data`.
  const body = read(value, "error") ?? read(value, "data");
  const inner = read(body, "error");
  const codes = [value, body, inner].flatMap((place) => [
    readText(place, "code"),
    readText(place, "type"),
    // Google puts the name of its status where others put the number.
    readText(place, "status"),
  ]);
  const status = httpStatus(value);
  return {
    name: nameOf(value),
    codes: codes.filter((code): code is string => code !== undefined && code !== ""),
    lcErrorCode: readText(value, "lc_error_code"),
    status,
    grpcStatus: status === undefined ? grpcStatus(value) : undefined,
    message: readText(value, "message") ?? "",
  };
}

const NOTHING: ErrorLink = {
  name: "",
  codes: [],
  lcErrorCode: undefined,
  status: undefined,
  grpcStatus: undefined,
  message: "",
};

/** The name of an error: its own `name`, unless that says no more than `Error` and its class does. */
function nameOf(value: unknown): string {
  const name = readText(value, "name") ?? "";
  if (name !== "" && name !== "Error") return name;
  const className = readText(read(value, "constructor"), "name") ?? "";
  return className !== "" && className !== "Object" ? className : name;
}

function httpStatus(value: unknown): number | undefined {
  const places = [
    read(value, "status"),
    read(value, "statusCode"),
    read(read(value, "$metadata"), "httpStatusCode"),
    read(read(value, "response"), "status"),
    read(value, "code"),
    read(read(value, "error"), "code"),
  ];
  for (const place of places) {
    const status = typeof place === "string" && /^\d{3}$/.test(place) ? Number(place) : place;
    if (typeof status === "number" && Number.isInteger(status) && status >= 400 && status <= 599)
      return status;
  }
  return undefined;
}

function grpcStatus(value: unknown): number | undefined {
  const code = read(value, "code");
  // A DOMException has small numbers in `code` too, but no `details`.
  if (typeof code !== "number" || code < 0 || code > 16) return undefined;
  return read(value, "details") === undefined ? undefined : code;
}
