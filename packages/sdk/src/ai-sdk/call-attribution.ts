import { objectOf, property, textOf } from "@breakwater/core/usage/untyped";
import type { RunContext } from "../calls/open-run.ts";
import { contextOf } from "../langchain/run-context.ts";

/** For whom a call is, as said with it: `providerOptions: { breakwater: { userId } }`. Providers ignore that corner. */
export function optionsContext(providerOptions: unknown): RunContext {
  const said = property(providerOptions, "breakwater");
  return contextOf(property(said, "tags"), withoutTags(said));
}

/**
 * For whom an operation is, by its telemetry event: the runtime context that it shows to telemetry, and above that
 * the provider options. Its function id is the query type of calls that have no other.
 */
export function eventContext(event: unknown, queryTypeAround: string | undefined): RunContext {
  const functionId = textOf(property(event, "functionId"));
  const said = property(property(event, "providerOptions"), "breakwater");
  const context = contextOf(property(said, "tags"), {
    ...objectOf(property(event, "runtimeContext")),
    ...withoutTags(said),
  });
  const isNamed =
    functionId === undefined || queryTypeAround !== undefined || context.queryType !== undefined;
  return isNamed ? context : { ...context, queryType: functionId };
}

/** What a hostile object does not let be read is missing in the record; the budgets are asked all the same. */
function withoutTags(said: unknown): object {
  try {
    const { tags: _, ...rest } = objectOf(said) ?? {};
    return rest;
  } catch {
    return {};
  }
}
