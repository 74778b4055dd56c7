import type { TokenSum } from "./token-sum.ts";
import { arrayOf, objectOf, property, textOf } from "./untyped.ts";

/** What a provider writes around each tool, beyond the definition's own text. */
const TOOL_OVERHEAD = 16;
/**
 * What a provider writes once when there are tools: OpenAI a short header, Anthropic a system prompt of up to 530
 * tokens.
 */
const TOOLS_OVERHEAD = 600;
/** Definitions that the provider supplies for tools of its own making: Anthropic's computer use has 735 tokens. */
const BUILT_IN_OVERHEAD = 1_000;

/** Fields of a request, beside its messages, that are billed as input. */
const INPUT_FIELDS = [
  "response_format",
  "text",
  "instructions",
  "system",
  "output_format",
  "output_config",
  "documents",
  "prediction",
];
/** Fields with which the provider adds input of a size that the request does not show. */
const UNBOUNDED_FIELDS = [
  "previous_response_id",
  "conversation",
  "web_search_options",
  "mcp_servers",
  "data_sources",
  "cached_content",
  "cachedContent",
];

/** Objects that integrations build anew for each call around a schema that stays: looked into, not written whole. */
const WRAPPERS = new Set(["function", "json_schema", "format", "toolSpec", "inputSchema"]);

/** Tools that the caller's side runs; their results come in messages and are counted there. */
const CLIENT_TOOL = /^(function|custom|bash|text_editor|computer|memory|apply_patch|local_shell|shell)/;
const HOSTED_KEYS = [
  "googleSearch",
  "google_search",
  "googleSearchRetrieval",
  "codeExecution",
  "code_execution",
  "urlContext",
  "url_context",
  "fileSearch",
  "retrieval",
];

/** Adds what LangChain's `invocation_params` send as input: tools, schemas, instructions. */
export function addInvocationParams(params: unknown, sum: TokenSum): void {
  const tools = [
    ...arrayOf(property(params, "tools")),
    ...arrayOf(property(params, "functions")),
    ...arrayOf(property(property(params, "toolConfig"), "tools")),
  ];
  if (tools.length > 0) sum.add(TOOLS_OVERHEAD);
  for (const tool of tools) addTool(tool, sum);
  for (const field of INPUT_FIELDS) {
    const value = property(params, field);
    if (value === undefined || value === null) continue;
    sum.add(TOOL_OVERHEAD);
    addDefinition(value, sum, 0);
  }
  for (const field of UNBOUNDED_FIELDS) {
    const value = property(params, field);
    if (value !== undefined && value !== null) sum.addUnbounded(field);
  }
  if (objectOf(property(params, "prompt")) !== undefined) sum.addUnbounded("prompt");
}

function addTool(tool: unknown, sum: TokenSum): void {
  const type = textOf(property(tool, "type"));
  if (type !== undefined && !CLIENT_TOOL.test(type)) sum.addUnbounded(`tool:${type}`);
  for (const key of HOSTED_KEYS) if (property(tool, key) !== undefined) sum.addUnbounded(`tool:${key}`);
  sum.add(TOOL_OVERHEAD);
  if (type !== undefined && type !== "function") sum.add(BUILT_IN_OVERHEAD);
  addDefinition(tool, sum, 0);
}

/** The keys and texts of the outer objects, and the schema inside them as JSON, measured once. */
function addDefinition(value: unknown, sum: TokenSum, depth: number): void {
  const fields = objectOf(value);
  if (fields === undefined || Array.isArray(value) || depth > 3) {
    sum.addJson(value);
    return;
  }
  for (const name of Object.keys(fields)) {
    const field = property(fields, name);
    if (field === undefined) continue;
    // The key, its quotes, colon and comma.
    sum.add(name.length + 6);
    if (WRAPPERS.has(name)) addDefinition(field, sum, depth + 1);
    else sum.addJson(field);
  }
}
