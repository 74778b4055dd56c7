import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { describe, expect, it } from "vitest";
import type { ReceiverEdge } from "../http/post-json.ts";
import { attemptDelivery } from "../pipeline/attempt.ts";
import type { DeliveryOutcome, Receiver } from "../receiver.ts";
import { buildNotification } from "../testing/notification.ts";

/** A kind of receiver under test. `make` uses a configuration whose every secret contains `s3cr3t`. */
export interface ReceiverSubject {
  readonly name: string;
  make(edge: ReceiverEdge): Receiver;
}

const SECRET = /s3cr3t/i;
const NEVER = new AbortController().signal;

/** A service that answers, and keeps what was asked. */
function service(answer: (request: Request) => Response | Promise<Response>) {
  const requests: Request[] = [];
  const edge: ReceiverEdge = {
    clock: createFakeClock(),
    fetch: async (input, init) => {
      const request = new Request(input, init);
      requests.push(request.clone());
      return await answer(request);
    },
  };
  return { edge, requests };
}

/** What a hostile or careless service gives back: everything it was sent. */
async function echo(request: Request): Promise<string> {
  return `${request.url} ${decodeURIComponent(request.url)} ${JSON.stringify([...request.headers])} ${await request.text()}`;
}

/** What every receiver must do. */
export function describeReceiverContract(subject: ReceiverSubject): void {
  describe(`${subject.name} as a receiver`, () => {
    async function deliver(
      answer: (request: Request) => Response | Promise<Response>,
    ): Promise<DeliveryOutcome> {
      return subject.make(service(answer).edge).deliver(buildNotification(), NEVER);
    }

    it.each<[number, DeliveryOutcome["kind"]]>([
      [200, "delivered"],
      [201, "delivered"],
      [202, "delivered"],
      [204, "delivered"],
      [301, "rejected"],
      [302, "rejected"],
      [307, "rejected"],
      [308, "rejected"],
      [400, "rejected"],
      [401, "rejected"],
      [403, "rejected"],
      [404, "rejected"],
      [405, "rejected"],
      [408, "retryable"],
      [410, "rejected"],
      [413, "rejected"],
      [422, "rejected"],
      [425, "retryable"],
      [429, "retryable"],
      [500, "retryable"],
      [502, "retryable"],
      [503, "retryable"],
      [504, "retryable"],
    ])("an answer of %i is %s", async (status, kind) => {
      const hasBody = status !== 204;
      const outcome = await deliver(() => new Response(hasBody ? "ok" : null, { status }));
      expect(outcome.kind).toBe(kind);
      if (outcome.kind !== "delivered") expect(outcome.reason).toContain(`${status}`);
    });

    it.each([
      [429, "30", 30_000],
      [503, "Thu, 15 Jan 2026 12:01:00 GMT", 60_000],
      [503, "nonsense", undefined],
    ])("an answer of %i with Retry-After %j says how long to wait", async (status, header, retryAfterMs) => {
      const outcome = await deliver(() => new Response("", { status, headers: { "retry-after": header } }));
      expect(outcome.kind === "retryable" ? outcome.retryAfterMs : "no").toBe(retryAfterMs);
    });

    it("sends one POST of JSON, as who it is", async () => {
      const { edge, requests } = service(() => new Response("ok"));
      await subject.make(edge).deliver(buildNotification(), NEVER);
      expect(requests).toHaveLength(1);
      expect(requests[0]?.method).toBe("POST");
      expect(requests[0]?.redirect).toBe("manual");
      expect(requests[0]?.headers.get("content-type")).toBe("application/json");
      expect(requests[0]?.headers.get("user-agent")).toContain("breakwater");
      expect(await requests[0]?.json()).toBeTypeOf("object");
    });

    it("no connection is retryable, and says why", async () => {
      const outcome = await deliver(() => {
        const cause = Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:9"), { code: "ECONNREFUSED" });
        throw new TypeError("fetch failed", { cause });
      });
      expect(outcome).toMatchObject({ kind: "retryable", reason: expect.stringContaining("ECONNREFUSED") });
    });

    it.each([200, 302, 400, 500])("tells no secret that comes back with an answer of %i", async (status) => {
      const outcome = await deliver(async (request) => {
        const headers = { location: request.url, "retry-after": "s3cr3t" };
        return new Response(`<html>${await echo(request)}`, { status, headers });
      });
      if (outcome.kind !== "delivered") expect(outcome.reason).not.toMatch(SECRET);
    });

    it("tells no secret that comes in an error", async () => {
      const outcome = await deliver(async (request) => {
        throw new TypeError(`failed: ${await echo(request.clone())}`, {
          cause: new Error(await echo(request)),
        });
      });
      expect(outcome.kind).toBe("retryable");
      if (outcome.kind !== "delivered") expect(outcome.reason).not.toMatch(SECRET);
    });

    it("reads no more than the beginning of an endless answer", async () => {
      let isCancelled = false;
      const endless = new ReadableStream({
        pull: (controller) => controller.enqueue(new TextEncoder().encode("x".repeat(1_000))),
        cancel: () => {
          isCancelled = true;
        },
      });
      const outcome = await deliver(() => new Response(endless, { status: 500 }));
      expect(outcome.kind === "retryable" ? outcome.reason.length : 0).toBeLessThan(1_000);
      expect(isCancelled).toBe(true);
    });

    it("stops when it is told to", async () => {
      const controller = new AbortController();
      let signalOfRequest: AbortSignal | undefined;
      const edge: ReceiverEdge = {
        clock: createFakeClock(),
        fetch: (_input, init) =>
          new Promise((_resolve, reject) => {
            signalOfRequest = init?.signal ?? undefined;
            signalOfRequest?.addEventListener("abort", () => reject(signalOfRequest?.reason));
          }),
      };
      const outcome = subject.make(edge).deliver(buildNotification(), controller.signal);
      controller.abort();
      expect((await outcome).kind).toBe("retryable");
      expect(signalOfRequest?.aborted).toBe(true);
    });

    it("a service that accepts and never answers costs no more than the time-out", async () => {
      const clock = createFakeClock();
      const edge: ReceiverEdge = { clock, fetch: () => new Promise(() => {}) };
      const outcome = attemptDelivery({
        receiver: subject.make(edge),
        notification: buildNotification(),
        clock,
        timeoutMs: 1_000,
        controller: new AbortController(),
      });
      await clock.advance(1_000);
      expect(await outcome).toEqual({ kind: "retryable", reason: "no answer within 1000 ms" });
      expect(clock.pendingTimers).toBe(0);
    });
  });
}
