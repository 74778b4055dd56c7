import { property, textOf } from "@breakwater/core/usage/untyped";
import { type ApiClient, createApiClient } from "../../api/client.ts";
import { ApiRequestError } from "./api-request-error.ts";

/** How a command reaches the server. */
export interface ConnectionFlags {
  readonly url?: string;
  readonly key?: string;
  readonly project?: string;
}

/** Parameters of a request; several values of one name repeat it. */
export type RequestParameters = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/** Where `breakwater serve` listens for people when nothing else is said. */
const DEFAULT_URL = "http://127.0.0.1:7077";

/** By which senders name a project; the same as in the SDK. */
const PROJECT_HEADER = "x-breakwater-project";

/** How often a body is sent to a server that is busy. */
const MAX_ATTEMPTS = 20;

/** The query API of a running server, as commands ask it. */
export class ServerConnection {
  /** Base address, without a slash at its end. */
  readonly url: string;
  readonly #key: string | undefined;
  readonly #project: string | undefined;

  /** Whether a key is sent. */
  get hasKey(): boolean {
    return this.#key !== undefined;
  }

  /** Flags come before `BREAKWATER_SERVER_URL`, `BREAKWATER_SERVER_KEY` and `BREAKWATER_PROJECT`. */
  constructor(flags: ConnectionFlags, environment: NodeJS.ProcessEnv, usualUrl = DEFAULT_URL) {
    const url = flags.url ?? environment["BREAKWATER_SERVER_URL"] ?? usualUrl;
    if (!URL.canParse(url))
      throw new ApiRequestError(`--url is "${url}": use an address such as ${DEFAULT_URL}.`);
    this.url = url.replace(/\/+$/, "");
    this.#key = flags.key ?? environment["BREAKWATER_SERVER_KEY"];
    this.#project = flags.project ?? environment["BREAKWATER_PROJECT"];
  }

  /** The API's typed client; what is refused is thrown as an ApiRequestError that says what to do. */
  get client(): ApiClient {
    return createApiClient(`${this.url}/api/v1`, {
      fetch: async (input, init) => this.#fetch(String(input), init),
    });
  }

  /** An answer whose body is still to be read. @throws ApiRequestError */
  open(path: string, parameters: RequestParameters = {}, signal?: AbortSignal): Promise<Response> {
    return this.#fetch(
      `${this.url}/api/v1${path}${queryOf(parameters)}`,
      signal === undefined ? {} : { signal },
    );
  }

  /** Sends a gzipped body, again after the time that the server asks for while it is busy. @throws ApiRequestError */
  async send(path: string, body: Uint8Array<ArrayBuffer>): Promise<Response> {
    const headers = { "content-type": "application/x-ndjson", "content-encoding": "gzip" };
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#fetch(this.url + path, { method: "POST", headers, body });
      } catch (error) {
        const waitMs = error instanceof ApiRequestError ? error.retryAfterMs : undefined;
        if (waitMs === undefined || attempt >= MAX_ATTEMPTS) throw error;
        await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
    }
  }

  async #fetch(address: string, init: RequestInit = {}): Promise<Response> {
    const url = new URL(address);
    const headers = new Headers(init.headers);
    if (this.#project !== undefined) {
      // Questions name their project among their parameters, senders in a header.
      if (init.method === "POST") headers.set(PROJECT_HEADER, this.#project);
      else url.searchParams.set("project", this.#project);
    }
    if (this.#key !== undefined) headers.set("x-api-key", this.#key);
    const response = await fetch(url, { ...init, headers }).catch((error: unknown) => {
      if (init.signal?.aborted === true) throw error;
      throw new ApiRequestError(
        `No server answers at ${this.url} (${reasonOf(error)}). Start one with "breakwater serve", or name its address ` +
          "by --url or BREAKWATER_SERVER_URL.",
      );
    });
    if (response.ok) return response;
    throw await this.#refusal(response);
  }

  async #refusal(response: Response): Promise<ApiRequestError> {
    if (response.status === 401) {
      return new ApiRequestError(
        this.#key === undefined
          ? `The server at ${this.url} asks for a key: give one by --key or BREAKWATER_SERVER_KEY ("breakwater keys create" makes one).`
          : `The server at ${this.url} does not know this key; it may have been revoked or have expired.`,
        { status: 401 },
      );
    }
    if (response.status === 403) return new ApiRequestError(await forbiddenText(response), { status: 403 });
    const body: unknown = await response.json().catch(() => undefined);
    const retryAfter = Number(response.headers.get("retry-after") ?? Number.NaN);
    const text = textOf(property(property(body, "error"), "message")) ?? textOf(property(body, "error"));
    return new ApiRequestError(
      text ?? `${this.url} answered ${response.status}: is it a Breakwater server?`,
      { status: response.status, retryAfterMs: retryAfter >= 0 ? retryAfter * 1000 : undefined },
    );
  }
}

/** A key without the scope, a project that it does not reach, or an open server called by another name. */
async function forbiddenText(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => undefined);
  return (
    textOf(property(property(body, "error"), "message")) ?? "This key may not do that: it lacks the scope."
  );
}

function queryOf(parameters: RequestParameters): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined) continue;
    for (const one of typeof value === "object" ? value : [value]) query.append(name, String(one));
  }
  return query.size === 0 ? "" : `?${query}`;
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return textOf(property(cause, "code")) ?? (error instanceof Error ? error.message : String(error));
}
