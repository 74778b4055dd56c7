import type { SpanDialect } from "../dialect.ts";
import { aiSdkDialect } from "./ai-sdk.ts";
import { aiSdkLegacyDialect } from "./ai-sdk-legacy.ts";
import { breakwaterDialect } from "./breakwater.ts";
import { genaiDialect } from "./genai.ts";
import { langfuseDialect } from "./langfuse.ts";
import { langsmithDialect } from "./langsmith.ts";
import { openInferenceDialect } from "./openinference.ts";
import { openlitDialect } from "./openlit.ts";
import { traceloopDialect } from "./traceloop.ts";

/**
 * All dialects that are understood; the first that matches a span is taken, so the more particular come first. Many
 * vendors write `gen_ai.*` beside names of their own: `genai` comes last.
 */
export const DIALECTS: readonly SpanDialect[] = [
  breakwaterDialect,
  langfuseDialect,
  openInferenceDialect,
  langsmithDialect,
  aiSdkLegacyDialect,
  aiSdkDialect,
  traceloopDialect,
  openlitDialect,
  genaiDialect,
];
