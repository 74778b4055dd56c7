import { hc } from "hono/client";
import type { wholeApi } from "./api-app.ts";

/** The API as a type: paths, parameters and answers. */
export type ApiType = ReturnType<typeof wholeApi>;

/** A typed client of the query API, such as `client.overview.$get({ query: { from: "now-7d" } })`. */
export type ApiClient = ReturnType<typeof hc<ApiType>>;

/** How a client reaches the API. */
export interface ApiClientOptions {
  /** Sent as `x-api-key`; absent where a cookie or an open server lets in. */
  readonly key?: string;
  readonly fetch?: typeof fetch;
}

/** Makes a client for the API below `baseUrl`, such as `http://127.0.0.1:7077/api/v1`. */
export function createApiClient(baseUrl: string, { key, fetch }: ApiClientOptions = {}): ApiClient {
  return hc<ApiType>(baseUrl, {
    ...(key !== undefined && { headers: { "x-api-key": key } }),
    ...(fetch && { fetch }),
  });
}
