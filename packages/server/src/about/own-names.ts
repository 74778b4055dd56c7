/** The service by which the server calls itself. */
export const OWN_SERVICE = "breakwater-server";

/** Marks the requests of its own exporter: they leave no trace, or a server that watches itself never rests. */
export const OWN_TRACES_HEADER = "x-breakwater-own-traces";
