import { queryOptions } from "@tanstack/react-query";
import type { InferRequestType, InferResponseType } from "hono/client";
import { answered, api } from "./api.ts";
import { logIn, type Session } from "./session.ts";

/** A key, as administrators see it: never its text. */
export type Key = InferResponseType<typeof api.keys.$get, 200>["keys"][number];
/** What a new key shall be. */
export type NewKey = InferRequestType<typeof api.keys.$post>["json"];
/** What a key may do. */
export type Scope = Key["scopes"][number];
/** A key that was just made, and its text, which is told this once. */
export type MadeKey = InferResponseType<typeof api.keys.$post, 201>;
/** An act of an administrator. */
export type AuditEntry = InferResponseType<typeof api.audit.$get, 200>["entries"][number];

/** Every key that one may see. */
export const keysQuestion = queryOptions({
  queryKey: ["keys"],
  queryFn: ({ signal }) => answered(api.keys.$get({}, { init: { signal } })),
});

/** What administrators did, newest first. */
export const auditQuestion = queryOptions({
  queryKey: ["audit"],
  queryFn: ({ signal }) => answered(api.audit.$get({ query: { limit: 200 } }, { init: { signal } })),
});

/** Named so that a session which ends while a key is made does not take its text off the screen. */
export const MAKING_A_KEY = ["make-key"] as const;

/** What came of making a key. */
export interface KeyResult extends MadeKey {
  /** The session that one is in from now on, where the key was the first and closed the open door. */
  readonly session?: Session;
}

/**
 * Makes a key. The first one ends the time in which everybody on this machine is let in, so it is logged in with at
 * once. @throws ApiError, as a rejection
 */
export async function makeKey(wanted: NewKey, isOpen: boolean): Promise<KeyResult> {
  const made = await answered(api.keys.$post({ json: wanted }));
  return isOpen ? { ...made, session: await logIn(made.text) } : made;
}

/** Ends a key for good. @throws ApiError, as a rejection */
export function revokeKey(id: string): Promise<unknown> {
  return answered(api.keys[":id"].$delete({ param: { id } }));
}
