import { keptText, type PayloadRules } from "../enrich/enrich-span.ts";
import { messagesOfLogs } from "../normalize/join-events.ts";
import type { MessageStore } from "../storage/message-store.ts";
import type { OtlpLog } from "./otlp/otlp-log.ts";
import type { LogSink } from "./otlp-ingest.ts";

/** Keeps the messages that log records carry, without secrets and cut, to be shown with the span they belong to. */
export class MessageSink implements LogSink {
  readonly #store: MessageStore;
  readonly #rules: () => PayloadRules;

  /** `rules` are asked for each time: they may be set anew while the server runs. */
  constructor(store: MessageStore, rules: () => PayloadRules) {
    this.#store = store;
    this.#rules = rules;
  }

  async take(logs: readonly OtlpLog[], project: string): Promise<ReadonlySet<OtlpLog>> {
    const rules = this.#rules();
    const used = new Set<OtlpLog>();
    if (rules.maxPayloadLength === 0) return used;
    const messages = logs.flatMap((log) => {
      const carried = messagesOfLogs([log]);
      if (carried.length > 0) used.add(log);
      return carried.map(({ input, output, ...place }) => ({
        ...place,
        project,
        input: keptText(input, rules),
        output: keptText(output, rules),
      }));
    });
    await this.#store.add(messages);
    return used;
  }
}
