import { queryOptions } from "@tanstack/react-query";
import { ApiError, fetched } from "./api.ts";

const ADDRESS = "/api/v1/session";

/** Who looks at the pages. */
export interface Session {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  /** No keys are needed: nobody has to log in, and nobody can log out. */
  readonly isOpen: boolean;
  /** The only project that the key reaches; absent = any. */
  readonly project?: string;
}

/** Who one is; null when one has to log in first. */
export const sessionQuestion = queryOptions({
  queryKey: ["session"],
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      return await fetched<Session>(ADDRESS, { signal });
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
});

/** Begins a session. @throws ApiError when the key is not known, or too many were tried */
export function logIn(key: string): Promise<Session> {
  const headers = { "content-type": "application/json" };
  return fetched<Session>(ADDRESS, { method: "POST", headers, body: JSON.stringify({ key }) });
}

/** Ends the session. */
export async function logOut(): Promise<void> {
  await fetch(ADDRESS, { method: "DELETE" });
}
