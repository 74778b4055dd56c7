/** What a response says of itself that a copy cannot be given. */
interface ResponseFacts {
  readonly url: string;
  readonly redirected: boolean;
  readonly type: Response["type"];
}

/** The response with another body: all that it says of itself stays, also on its clones. */
export function withBody(response: Response, body: ReadableStream<Uint8Array>): Response {
  const { status, statusText, headers, url, redirected, type } = response;
  return described(new Response(body, { status, statusText, headers }), { url, redirected, type });
}

function described(copy: Response, facts: ResponseFacts): Response {
  const clone = copy.clone.bind(copy);
  return Object.defineProperties(copy, {
    url: { value: facts.url },
    redirected: { value: facts.redirected },
    type: { value: facts.type },
    clone: { value: () => described(clone(), facts) },
  });
}
