import http from "node:http";
import type { RequestTemplate } from "./request-template.ts";

/** How requests are sent. */
export interface SendPlan {
  readonly url: string;
  readonly template: RequestTemplate;
  readonly spansInRequest: number;
  /** Senders that each wait for an answer before they send again. */
  readonly senders: number;
  readonly seconds: number;
}

/** What became of the requests. */
export interface SendResult {
  readonly acknowledgedSpans: number;
  /** Requests that were told to come again later. */
  readonly turnedAway: number;
  readonly seconds: number;
  /** From the first byte of a request to its answer, milliseconds. */
  readonly p50: number;
  readonly p95: number;
}

/** Sends for some seconds. @throws Error (as a rejection) for an answer that is neither 200 nor "later" */
export async function sendRequests(plan: SendPlan): Promise<SendResult> {
  const { template, senders, seconds, spansInRequest } = plan;
  const agent = new http.Agent({ keepAlive: true, maxSockets: senders });
  const times: number[] = [];
  let turnedAway = 0;
  const startedAt = performance.now();
  const until = startedAt + seconds * 1000;
  await Promise.all(
    Array.from({ length: senders }, async () => {
      while (performance.now() < until) {
        const body = template.next();
        const sentAt = performance.now();
        const status = await post(plan, agent, body);
        if (status === 200) times.push(performance.now() - sentAt);
        else if (status === 429 || status === 503) turnedAway += 1;
        else throw new Error(`The server answered ${status}.`);
      }
    }),
  );
  agent.destroy();
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.ceil(times.length * share) - 1] ?? Number.NaN;
  return {
    acknowledgedSpans: times.length * spansInRequest,
    turnedAway,
    seconds: (performance.now() - startedAt) / 1000,
    p50: at(0.5),
    p95: at(0.95),
  };
}

function post({ url, template }: SendPlan, agent: http.Agent, body: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": template.contentType, "content-length": body.length };
    const request = http.request(
      new URL(template.path, url),
      { method: "POST", agent, headers },
      (response) => {
        response.resume().on("end", () => resolve(response.statusCode ?? 0));
        response.on("error", reject);
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}
