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
  "format",
];
/** The same, inside Gemini's `generationConfig`. */
const INPUT_CONFIG_FIELDS = [
  "responseSchema",
  "response_schema",
  "responseJsonSchema",
  "response_json_schema",
  "_responseJsonSchema",
  "responseFormat",
  "response_format",
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
  "container",
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
  "googleMaps",
  "google_maps",
  "enterpriseWebSearch",
  "enterprise_web_search",
  "computerUse",
  "computer_use",
  "mcpServers",
  "mcp_servers",
  "exaAiSearch",
  "parallelAiSearch",
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
  addFields(params, INPUT_FIELDS, sum);
  for (const name of ["generationConfig", "generation_config"])
    addFields(property(params, name), INPUT_CONFIG_FIELDS, sum);
  for (const field of UNBOUNDED_FIELDS) {
    const value = property(params, field);
    if (value !== undefined && value !== null) sum.addUnbounded(field);
  }
  if (objectOf(property(params, "prompt")) !== undefined) sum.addUnbounded("prompt");
  if (mayCompact(property(params, "context_management"))) sum.addUnbounded("compaction");
}

function addFields(holder: unknown, fields: readonly string[], sum: TokenSum): void {
  if (holder === undefined) return;
  for (const field of fields) {
    const value = property(holder, field);
    if (value === undefined || value === null) continue;
    sum.add(TOOL_OVERHEAD);
    addDefinition(value, sum, 0);
  }
}

/** A conversation that the server may sum up first, which is one more call: Anthropic's edits, OpenAI's list. */
function mayCompact(management: unknown): boolean {
  const edits = [...arrayOf(management), ...arrayOf(property(management, "edits"))];
  return edits.some((edit) => textOf(property(edit, "type"))?.startsWith("compact") === true);
}

function addTool(tool: unknown, sum: TokenSum): void {
  const type = textOf(property(tool, "type"));
  if (type !== undefined && !CLIENT_TOOL.test(type)) sum.addUnbounded(`tool:${type}`);
  for (const key of HOSTED_KEYS) if (property(tool, key) !== undefined) sum.addUnbounded(`tool:${key}`);
  // Gemini declares any number of functions in one tool.
  const declared = property(tool, "functionDeclarations") ?? property(tool, "function_declarations");
  sum.add(TOOL_OVERHEAD * Math.max(1, arrayOf(declared).length));
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
