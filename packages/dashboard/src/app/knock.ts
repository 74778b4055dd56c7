import { fetched } from "../api/api.ts";
import type { Session } from "../api/session.ts";

/** Asks the server whether it is there, for the connection to know; what it says does not matter. */
export async function knock(): Promise<void> {
  await fetched<Session>("/api/v1/session").catch(() => undefined);
}
