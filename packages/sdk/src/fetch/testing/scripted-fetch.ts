/** A fetch that answers from memory, piece by piece as it is asked. */
export interface ScriptedFetch {
  readonly fetch: typeof globalThis.fetch;
  /** Bodies that were sent, as text. */
  readonly sent: readonly string[];
  /** Pieces that were fetched from the source so far, over all answers. */
  readonly pulled: number;
  /** Reasons with which answers were cancelled. */
  readonly cancelled: readonly unknown[];
}

/** Makes a fetch whose every answer consists of `pieces`; each is made only when the reader asks for it. */
export function scriptedFetch(
  pieces: readonly (string | Uint8Array)[],
  init: ResponseInit = { headers: { "content-type": "text/event-stream" } },
): ScriptedFetch {
  const sent: string[] = [];
  const cancelled: unknown[] = [];
  let pulled = 0;
  const bodyOf = () => {
    let next = 0;
    return new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          const piece = pieces[next];
          next += 1;
          if (piece === undefined) return controller.close();
          pulled += 1;
          controller.enqueue(typeof piece === "string" ? new TextEncoder().encode(piece) : piece);
        },
        cancel: (reason) => void cancelled.push(reason),
      },
      { highWaterMark: 0 },
    );
  };
  return {
    sent,
    cancelled,
    get pulled() {
      return pulled;
    },
    fetch: async (_input, request) => {
      sent.push(String(request?.body));
      return new Response(bodyOf(), init);
    },
  };
}

/** The frame of one chunk of a chat stream. */
export function chatFrame(content: string, more: object = {}): string {
  return `data: ${JSON.stringify({ id: "c", choices: [{ index: 0, delta: { content } }], ...more })}\n\n`;
}

/** The frame with which a chat stream reports its usage. */
export function usageFrame(prompt_tokens: number, completion_tokens: number): string {
  return `data: ${JSON.stringify({ id: "c", choices: [], usage: { prompt_tokens, completion_tokens } })}\n\n`;
}

/** Where the scripted provider is. */
export const CHAT_URL = "https://llm.example/v1/chat/completions";

/** The arguments of a streamed chat request. */
export function chatRequest(fields: object = {}): RequestInit {
  const body = { model: "gpt-4o", max_tokens: 9, stream: true, messages: [{ role: "user", content: "Hi" }] };
  return { method: "POST", body: JSON.stringify({ ...body, ...fields }) };
}
