import type { Dialect } from "../dialect.ts";
import { openAiChatDialect } from "./openai-chat/openai-chat-dialect.ts";

/** All wire protocols that the guard reads; the first that matches a target is taken. */
export const DIALECTS: readonly Dialect[] = [openAiChatDialect];
