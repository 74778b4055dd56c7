import type { SpanDialect } from "../dialect.ts";

/** All dialects that are understood; the first that matches a span is taken, so the more particular come first. */
export const DIALECTS: readonly SpanDialect[] = [];
