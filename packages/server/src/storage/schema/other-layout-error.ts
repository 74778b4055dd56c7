/** The data is spread over shards and the settings say that it is not, or the other way round. Nothing was changed. */
export class OtherLayoutError extends Error {
  override readonly name = "OtherLayoutError";
  /** Stable code of this error. */
  readonly code = "BW_OTHER_LAYOUT";
  readonly isRetryable = false;

  constructor(isWantedSharded: boolean) {
    super(
      isWantedSharded
        ? "clickhouse.sharding is on, and the tables of this database are not spread over shards. " +
            "Turn it off, or name an empty database: data is not moved between the two."
        : "The tables of this database are spread over shards, and clickhouse.sharding is off. " +
            "Turn it on, or name another database: data is not moved between the two.",
    );
  }
}
