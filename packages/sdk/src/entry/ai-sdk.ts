export { monitorEmbeddingMiddleware, monitorMiddleware } from "../ai-sdk/monitor-middleware.ts";
export { watchAiSdk } from "../ai-sdk/watch-ai-sdk.ts";
