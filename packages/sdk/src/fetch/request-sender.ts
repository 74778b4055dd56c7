import type { Entrance } from "../monitor/entrance.ts";
import { errorOfStatus, type WireError } from "./attempts/wire-error.ts";
import type { JsonObject } from "./dialect.ts";
import { type AddressedRequest, type GuardedRequest, withChanges } from "./guarded-request.ts";
import { refusalBody } from "./refusal.ts";
import { type AskedUsage, askedUsageOf } from "./wire/asked-usage-filter.ts";

/** Hosts remembered for refusing `stream_options`; beyond it the oldest is asked again. */
const MAX_HOSTS = 100;

/** How requests are sent. */
export interface RequestSenderOptions {
  readonly askForUsage: boolean;
  readonly send: typeof globalThis.fetch;
}

/** What came back for a request. */
export interface SentRequest {
  readonly response: Response;
  /** Present when the status is no success. */
  readonly refusal?: WireError;
  /** Present when the answer holds what the caller did not ask for. */
  readonly askedUsage?: AskedUsage | undefined;
}

/** Sends guarded requests, asking for usage where the caller does not and the host lets it be asked for. */
export class RequestSender {
  readonly #entrance: Entrance;
  readonly #options: RequestSenderOptions;
  /** Hosts that refused the asking. */
  readonly #refusers = new Set<string>();

  constructor(entrance: Entrance, options: RequestSenderOptions) {
    this.#entrance = entrance;
    this.#options = options;
  }

  /** Rejects with what the guarded fetch rejects with. */
  async send(addressed: AddressedRequest, request: GuardedRequest, runId: string): Promise<SentRequest> {
    const asked = this.#asked(request);
    const response = await this.#sent(
      addressed,
      runId,
      asked?.body ?? (request.isChanged ? request.body : undefined),
    );
    if (response.ok) return { response, askedUsage: asked?.rules };
    const body = await refusalBody(response);
    if (asked && isAboutAsking(response.status, body)) {
      this.#remember(request.target.url.host);
      void response.body?.cancel().catch(() => undefined);
      return this.send(addressed, request, runId);
    }
    return { response, refusal: errorOfStatus(response.status, response.statusText, body) };
  }

  #asked({ dialect, body, target }: GuardedRequest): { body: JsonObject; rules: AskedUsage } | undefined {
    const rules = askedUsageOf(dialect);
    if (!this.#options.askForUsage || !rules || this.#refusers.has(target.url.host)) return undefined;
    const asking = dialect.askingForUsage?.(body, target);
    return asking && { body: asking, rules };
  }

  #sent(addressed: AddressedRequest, runId: string, body: JsonObject | undefined): Promise<Response> {
    const { spans } = this.#entrance;
    const headers = spans?.headers?.(runId);
    const [input, init] = withChanges(addressed, { headers, body });
    const send = () => this.#options.send(input, init);
    return spans?.inside ? spans.inside(runId, send) : send();
  }

  #remember(host: string): void {
    this.#refusers.add(host);
    const oldest = this.#refusers.size > MAX_HOSTS ? this.#refusers.values().next().value : undefined;
    if (oldest !== undefined) this.#refusers.delete(oldest);
  }
}

/** A refusal that names what the caller did not send. */
function isAboutAsking(status: number, body: unknown): boolean {
  if (status !== 400 && status !== 422) return false;
  return /stream_options|include_usage/.test(typeof body === "string" ? body : JSON.stringify(body ?? ""));
}
