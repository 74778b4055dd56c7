import type { TokenSum } from "./token-sum.ts";
import { arrayOf, objectOf, property, textOf } from "./untyped.ts";

/** Separators and markers around a part of a message. */
const PART_OVERHEAD = 4;
/** Deeper than any provider nests content; guards against cycles. */
const MAX_DEPTH = 8;

const TEXT_TYPES = new Set(["text", "input_text", "output_text", "text-plain"]);
const IMAGE_TYPES = new Set(["image_url", "image", "input_image", "image_file", "computer_screenshot"]);
const AUDIO_TYPES = new Set(["input_audio", "audio", "audio_url"]);
/** Their text is compressed, or not in the request at all: a small file can hold any number of tokens. */
const FILE_TYPES = new Set([
  "file",
  "input_file",
  "document",
  "pdf",
  "video",
  "video_url",
  "media",
  "container_upload",
  "web_fetch_tool_result",
  "item_reference",
]);
/** Kinds that Gemini and Bedrock name by a key instead of a `type`, with the same trouble. */
const MEDIA_KEYS = new Set(["inlineData", "inline_data", "fileData", "file_data"]);
const FILE_KEYS = new Set(["document", "video"]);
const RESULT_KEYS = new Set(["functionResponse", "function_response", "toolResponse", "tool_response"]);

/** A part that points elsewhere has a size that only the provider sees. */
const REFERENCES = ["url", "file_id", "fileId", "file_uri", "fileUri"];

/** Adds a message's content: text, or an array of parts of any provider's kind. */
export function addContent(content: unknown, sum: TokenSum, depth = 0): void {
  if (typeof content === "string") {
    sum.addText(content);
    return;
  }
  if (depth > MAX_DEPTH) {
    sum.addUnbounded("nesting");
    return;
  }
  for (const part of arrayOf(content)) {
    sum.add(PART_OVERHEAD);
    if (typeof part === "string") sum.addText(part);
    else addPart(part, sum, depth);
  }
}

/** True when the content names tool calls itself (Anthropic), so that they are not counted again. */
export function hasToolCallParts(content: unknown): boolean {
  return arrayOf(content).some((part) => {
    const type = property(part, "type");
    return type === "tool_use" || type === "tool_call" || type === "function_call";
  });
}

function addPart(part: unknown, sum: TokenSum, depth: number): void {
  const type = textOf(property(part, "type")) ?? "";
  if (TEXT_TYPES.has(type) && typeof property(part, "text") === "string") {
    sum.addText(property(part, "text"));
    return;
  }
  const media = mediaTypeOf(part);
  if (IMAGE_TYPES.has(type) || media.startsWith("image/")) sum.add(sum.imageTokens);
  else if (AUDIO_TYPES.has(type) || media.startsWith("audio/")) addAudio(part, sum);
  else if (FILE_TYPES.has(type)) addFile(part, sum, depth);
  else if (type === "tool_result") {
    sum.addText(property(part, "tool_use_id"));
    addContent(property(part, "content"), sum, depth + 1);
  } else addOther(part, sum, depth);
}

function addOther(part: unknown, sum: TokenSum, depth: number): void {
  const type = textOf(property(part, "type"));
  if (REFERENCES.some((name) => property(part, name) !== undefined)) sum.addUnbounded(type ?? "reference");
  if (type === undefined) addKeyedPart(part, sum, depth);
  else sum.addJson(part);
}

/** A part that says what it is by its keys (Gemini, Bedrock). */
function addKeyedPart(part: unknown, sum: TokenSum, depth: number): void {
  for (const [key, value] of Object.entries(objectOf(part) ?? {})) {
    // The key, its quotes, colon and comma.
    sum.add(key.length + 6);
    if (typeof value === "string") sum.addText(value);
    else if (MEDIA_KEYS.has(key)) addMedia(value, sum);
    else if (FILE_KEYS.has(key)) sum.addUnbounded(key);
    else if (RESULT_KEYS.has(key)) {
      const { parts, ...result } = objectOf(value) ?? {};
      sum.addJson(result);
      addContent(parts, sum, depth + 1);
    } else sum.addJson(value);
  }
}

/** Bytes or a file with their media type. Of text as bytes, each digit of base64 is taken for a token. */
function addMedia(media: unknown, sum: TokenSum): void {
  const mediaType = mediaTypeOf(media);
  const data = textOf(property(media, "data"));
  if (mediaType.startsWith("image/")) sum.add(sum.imageTokens);
  else if (mediaType.startsWith("audio/")) addAudio(media, sum);
  else if (mediaType.startsWith("text/") && data !== undefined) sum.add(data.length);
  else sum.addUnbounded(mediaType || "file");
}

function mediaTypeOf(media: unknown): string {
  return textOf(property(media, "mimeType")) ?? textOf(property(media, "mime_type")) ?? "";
}

/**
 * Audio costs at most 32 tokens a second (Gemini; OpenAI 10), and speech needs at least 500 bytes a second in any
 * codec that is accepted, which is 667 base64 digits: a token for each four digits is a bound with room.
 */
function addAudio(part: unknown, sum: TokenSum): void {
  const data = textOf(property(property(part, "input_audio"), "data")) ?? textOf(property(part, "data"));
  if (data === undefined) sum.addUnbounded("audio");
  else sum.add(Math.ceil(data.length / 4));
}

function addFile(part: unknown, sum: TokenSum, depth: number): void {
  const source = property(part, "source");
  if (property(source, "type") === "text") {
    sum.addText(property(source, "data"));
    sum.addText(property(part, "title"));
    sum.addText(property(part, "context"));
  } else if (property(source, "type") === "content") addContent(property(source, "content"), sum, depth + 1);
  else sum.addUnbounded(textOf(property(part, "type")) ?? "file");
}
