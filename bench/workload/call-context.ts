/** Users who take turns: enough for per-user state to matter. */
const USERS = 1_000;

/** Who and what the call number `index` is for; every handler gets the same. */
export function callContext(index: number): {
  userId: string;
  sessionId: string;
  queryType: string;
} {
  const user = index % USERS;
  return { userId: `user_${user}`, sessionId: `session_${user}`, queryType: "rag_search" };
}

/** The same as tags and metadata of a LangChain config. */
export function taggedConfig(index: number): { tags: string[]; metadata: Record<string, unknown> } {
  return {
    tags: ["production", "rag_search"],
    metadata: { ...callContext(index), environment: "production", timestamp: new Date().toISOString() },
  };
}
