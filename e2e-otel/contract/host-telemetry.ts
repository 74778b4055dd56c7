/** OpenTelemetry as an application sets it up; each line of the SDK does it in its own way. */
export interface HostTelemetry {
  /** Runs `act` inside a span of the application. */
  inSpan<T>(name: string, act: () => Promise<T>): Promise<T>;
  /** Sends everything to the collector. */
  flush(): Promise<void>;
  shutdown(): Promise<void>;
}

/** How the application exports. */
export interface HostSettings {
  /** Where a collector listens. */
  readonly collectorUrl: string;
  /** Encoding of the traces; metrics are always JSON. */
  readonly traces: "json" | "protobuf";
}

/** Sets OpenTelemetry up for the process. */
export type StartHostTelemetry = (settings: HostSettings) => HostTelemetry;
