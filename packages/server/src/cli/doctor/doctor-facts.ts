import type { z } from "zod";
import type { statusSchema } from "../../api/status-route.ts";

/** What a server says of itself. */
export type StatusAnswer = z.infer<typeof statusSchema>;

/** What was found on this machine and asked of the server. */
export interface DoctorFacts {
  readonly url: string;
  /** Of this process, such as `24.21.0`. */
  readonly nodeVersion: string;
  /** The file of the configuration; absent when there is none. */
  readonly configFile?: string;
  /** Why the configuration cannot be read. */
  readonly configProblem?: string;
  /** Why no server answers; absent when one does. */
  readonly unreachable?: string;
  /** A server answers, and tells nothing to whoever asked. */
  readonly refusal?: { readonly message: string; readonly hasKey: boolean };
  /** What the server says of itself. */
  readonly status?: StatusAnswer;
  /** Epoch milliseconds on this machine halfway through the question. */
  readonly askedAt: number;
  /** Ports of the configuration, by what they are for, and whether something listens there; of this machine only. */
  readonly ports?: readonly { readonly flag: string; readonly port: number; readonly isTaken: boolean }[];
  readonly data?: DataFacts;
}

/** A data directory. */
export interface DataFacts {
  readonly directory: string;
  readonly exists: boolean;
  readonly isWritable: boolean;
  readonly freeBytes: number;
}
