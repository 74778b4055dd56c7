import type { SpanDialect } from "../dialect.ts";
import { breakwaterDialect } from "./breakwater.ts";
import { genaiDialect } from "./genai.ts";

/**
 * All dialects that are understood; the first that matches a span is taken, so the more particular come first. Many
 * vendors write `gen_ai.*` beside names of their own: `genai` comes last.
 */
export const DIALECTS: readonly SpanDialect[] = [breakwaterDialect, genaiDialect];
