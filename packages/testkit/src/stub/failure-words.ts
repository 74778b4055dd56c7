import type { StubFailure } from "./stub-reply.ts";
import type { StubRequest } from "./stub-request.ts";

/** How one vendor words one failure. */
export interface FailureWords {
  readonly status: number;
  readonly type: string;
  /** Null where the vendor sends none. */
  readonly code: string | null;
  readonly message: (request: StubRequest) => string;
}

/** All failures of one vendor. */
export type FailureTable = Readonly<Record<StubFailure, FailureWords>>;
