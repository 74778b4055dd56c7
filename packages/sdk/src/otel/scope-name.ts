/** Under this name the host's telemetry knows us (instrumentation scope). */
export const SCOPE_NAME = "breakwater";
