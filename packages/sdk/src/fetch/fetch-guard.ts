import { BudgetExceededError } from "@breakwater/core/budget/budget-exceeded-error";
import { canonicalProvider } from "@breakwater/core/pricing/provider-id";
import type { ModelCall } from "../calls/open-run.ts";
import type { Entrance } from "../monitor/entrance.ts";
import type { Attempt, AttemptEnd } from "./attempts/attempt.ts";
import { JoinedAttempt } from "./attempts/joined-attempt.ts";
import { joinedRun } from "./attempts/joined-run.ts";
import { OwnAttempt } from "./attempts/own-attempt.ts";
import { DIALECTS } from "./dialects/registry.ts";
import {
  type AddressedRequest,
  addressedRequest,
  type GuardedRequest,
  guardedRequest,
  withOutputCap,
} from "./guarded-request.ts";
import { providerOfHost } from "./provider-hosts.ts";
import { RequestSender } from "./request-sender.ts";
import { watchedAnswer } from "./wire/watched-answer.ts";

type Fetch = typeof globalThis.fetch;

/** Options of a fetch guard. */
export interface FetchGuardOptions {
  /** The fetch that is guarded. Default: `globalThis.fetch`, looked up at each call. */
  readonly fetch?: Fetch | undefined;
  /** Provider of the calls, such as `groq`, where the host does not tell it. */
  readonly provider?: string | undefined;
  /**
   * `any` (default): every request whose path and body are those of a model call, whatever its host (the guard was
   * given to one client). `known`: only hosts of known providers (the guard stands in for the global fetch).
   */
  readonly hosts?: "any" | "known" | undefined;
  /**
   * Whether streams that do not ask for their usage are made to report it (OpenAI's `stream_options.include_usage`).
   * The caller sees nothing of it. Default true; without it the usage of such streams is estimated.
   */
  readonly askForUsage?: boolean | undefined;
}

/** A fetch that watches model calls and stops them when a budget says so. */
export function fetchGuard(entrance: Entrance, options: FetchGuardOptions = {}): Fetch {
  const guard = new FetchGuard(entrance, options);
  return (input, init) => guard.fetch(input, init);
}

/** The async scope's call while a guarded request is on its way: a guard further in lets it pass. */
const GUARDED = "breakwater:guarded";

class FetchGuard {
  readonly #entrance: Entrance;
  readonly #options: FetchGuardOptions;
  readonly #sender: RequestSender;

  constructor(entrance: Entrance, options: FetchGuardOptions) {
    this.#entrance = entrance;
    this.#options = options;
    this.#sender = new RequestSender(entrance, {
      askForUsage: options.askForUsage ?? true,
      send: (input, init) => entrance.scope.inCall(GUARDED, () => this.#send(input, init)),
    });
  }

  fetch(...[input, init]: Parameters<Fetch>): Promise<Response> {
    const addressed = this.#orNothing(() => this.#addressed(input, init));
    return addressed ? this.#guarded(addressed) : this.#send(input, init);
  }

  #send(...[input, init]: Parameters<Fetch>): Promise<Response> {
    const { fetch = globalThis.fetch } = this.#options;
    return fetch(input, init);
  }

  #addressed(...[input, init]: Parameters<Fetch>): AddressedRequest | undefined {
    if (this.#entrance.scope.callId === GUARDED) return undefined;
    const addressed = addressedRequest(input, init, DIALECTS);
    if (!addressed || this.#options.hosts !== "known") return addressed;
    return providerOfHost(addressed.target.url) === undefined ? undefined : addressed;
  }

  async #guarded(addressed: AddressedRequest): Promise<Response> {
    const request = await guardedRequest(addressed).catch((error: unknown) => this.#caught(error));
    if (!request) this.#warnOf(addressed);
    // A request that is aborted already never leaves, and asks no budget.
    if (!request || request.signal?.aborted === true) return this.#send(addressed.input, addressed.init);
    const attempt = this.#orNothing(() => this.#attemptOf(request));
    if (!attempt) return this.#send(addressed.input, addressed.init);
    let outputCap: number | undefined;
    try {
      outputCap = await attempt.begin();
      await this.#entrance.written();
    } catch (error) {
      if (error instanceof BudgetExceededError) return this.#denied(request, error);
      this.#caught(error);
      return this.#send(addressed.input, addressed.init);
    }
    return this.#attempted(addressed, withOutputCap(request, outputCap), attempt);
  }

  #warnOf({ target: { url } }: AddressedRequest): void {
    this.#entrance.reporter.warn(
      `a request to ${url.host}${url.pathname} has a body that cannot be read, so it is not watched`,
    );
  }

  /** The run of an entrance further out that the request belongs to, else one of its own. */
  #attemptOf(request: GuardedRequest): Attempt {
    const { target, wire, dialect } = request;
    const call = this.#callOf(request);
    const run = joinedRun(this.#entrance, wire);
    if (run) return new JoinedAttempt(this.#entrance, run, { call, path: target.url.pathname });
    return new OwnAttempt(this.#entrance, {
      name: dialect.name,
      wire,
      call,
      attempt: attemptNumber(target.headers),
    });
  }

  #callOf({ dialect, target: { url }, wire }: GuardedRequest): ModelCall {
    const provider = this.#options.provider ?? providerOfHost(url) ?? dialect.provider;
    return {
      provider: canonicalProvider(provider),
      ...(wire.model !== undefined && { requestModel: wire.model }),
      ...(wire.serviceTier !== undefined && { serviceTier: wire.serviceTier }),
      request: wire.request,
      canCapOutput: wire.kind === "llm" && dialect.withOutputCap !== undefined,
      server: { address: url.hostname, port: Number(url.port) || (url.protocol === "http:" ? 80 : 443) },
    };
  }

  async #attempted(
    addressed: AddressedRequest,
    request: GuardedRequest,
    attempt: Attempt,
  ): Promise<Response> {
    if (request.signal?.aborted === true) {
      await this.#end(attempt, { kind: "unsent" });
      return this.#send(addressed.input, addressed.init);
    }
    let sent: Awaited<ReturnType<RequestSender["send"]>>;
    try {
      sent = await this.#sender.send(addressed, request, attempt.spanRunId);
    } catch (error) {
      await this.#end(attempt, { kind: "failed", error });
      throw error;
    }
    if (sent.refusal) {
      await this.#end(attempt, { kind: "failed", error: sent.refusal });
      return sent.response;
    }
    return watchedAnswer(sent.response, {
      request,
      askedUsage: sent.askedUsage,
      onText: (text) => attempt.token(text),
      onEnd: (end) => this.#end(attempt, end),
      onInternalError: (error) => this.#caught(error),
    });
  }

  /** Resolves when the record is on file. Never throws. */
  #end(attempt: Attempt, end: AttemptEnd): Promise<void> | undefined {
    this.#orNothing(() => attempt.end(end));
    return this.#entrance.written();
  }

  #denied({ dialect }: GuardedRequest, error: BudgetExceededError): Response {
    this.#entrance.flush();
    return new Response(JSON.stringify(dialect.denialBody(error)), {
      status: error.status,
      statusText: "Payment Required",
      // Clients made by Stainless (OpenAI, Anthropic) do as this header says; a thrown error they would retry.
      headers: { "content-type": "application/json", "x-should-retry": "false" },
    });
  }

  #orNothing<T>(act: () => T): T | undefined {
    try {
      return act();
    } catch (error) {
      return this.#caught(error);
    }
  }

  #caught(error: unknown): undefined {
    this.#entrance.reporter.internalError(error);
  }
}

/** Clients made by Stainless number their retries from 0. */
function attemptNumber(headers: Headers): number | undefined {
  const retries = headers.get("x-stainless-retry-count");
  return retries !== null && /^\d{1,4}$/.test(retries) ? Number(retries) + 1 : undefined;
}
