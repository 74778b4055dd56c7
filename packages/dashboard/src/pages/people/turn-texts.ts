/** What is needed of a span to tell what was said in its trace. */
export interface SayingSpan {
  readonly kind: string;
  readonly input?: string | undefined;
  readonly output?: string | undefined;
}

/** What a trace was asked and answered. */
export interface TurnTexts {
  readonly input?: string;
  readonly output?: string;
}

/** What was asked first and answered last: by model calls, or, where these keep nothing, by any span. */
export function turnTexts(spans: readonly SayingSpan[]): TurnTexts {
  const calls = spans.filter(({ kind }) => kind === "llm");
  const asked = [...calls, ...spans].find(({ input }) => input)?.input;
  const last = calls.findLast(({ output }) => output) ?? spans.find(({ output }) => output);
  return {
    ...(asked !== undefined && { input: lastQuestion(asked) }),
    ...(last?.output && { output: last.output }),
  };
}

const ASKING = new Set<unknown>(["user", "human"]);

/** The last message of a person in a prompt, as JSON text; the whole prompt where there is none. */
function lastQuestion(payload: string): string {
  const value = jsonOf(payload);
  const { messages, contents } = Object(value);
  const list: unknown = Array.isArray(value) ? value : (messages ?? contents);
  const question = Array.isArray(list)
    ? list.findLast((message: unknown) => ASKING.has(Object(message).role))
    : undefined;
  return question === undefined ? payload : JSON.stringify(question);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
