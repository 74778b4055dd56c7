/** Answered requests, as the counters name them. */
export interface AnsweredRequest {
  /** Pattern of the route, never the path itself: paths hold ids. */
  readonly route: string;
  readonly method: string;
  readonly status: number;
  readonly seconds: number;
}

/** By which calls over gRPC are told from requests over HTTP. */
export const GRPC_METHOD = "GRPC";
