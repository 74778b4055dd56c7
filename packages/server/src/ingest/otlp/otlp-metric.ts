/** Data points of one metric in a request; their values are not read. */
export interface MetricArrival {
  /** Name of the service that sent them; empty when it does not say. */
  readonly service: string;
  /** Name of the metric, such as `gen_ai.client.inference.duration`. */
  readonly metric: string;
  readonly points: number;
}

/** What a request held that could be read, and how many of its metrics could not be taken. */
export interface DecodedMetrics {
  readonly arrivals: readonly MetricArrival[];
  /** Data points by reason; told to the sender as a partial success. */
  readonly rejected: Readonly<Record<string, number>>;
}
