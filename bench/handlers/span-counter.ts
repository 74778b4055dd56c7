import type { Context } from "@opentelemetry/api";
import type { ReadableSpan, Span, SpanExporter, SpanProcessor } from "@opentelemetry/sdk-trace-base";

/** Counts the spans that end and those that reach the exporter: a batch processor drops without a word. */
export class SpanCounter implements SpanProcessor {
  #ended = 0;
  #exported = 0;

  onStart(_span: Span, _context: Context): void {}

  onEnd(_span: ReadableSpan): void {
    this.#ended += 1;
  }

  async forceFlush(): Promise<void> {}
  async shutdown(): Promise<void> {}

  /** The exporter, counted. */
  counted<Exporter extends SpanExporter>(exporter: Exporter): Exporter {
    const send = exporter.export.bind(exporter);
    exporter.export = (spans, done) => {
      this.#exported += spans.length;
      send(spans, done);
    };
    return exporter;
  }

  /** In words, when spans were dropped. */
  losses(): string | undefined {
    const lost = this.#ended - this.#exported;
    return lost > 0 ? `dropped ${lost} of ${this.#ended} spans` : undefined;
  }
}
