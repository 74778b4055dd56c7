import type { Identity } from "../access/access-control.ts";

/** What a request to the API carries once it has been let in. */
export interface ApiEnvironment {
  readonly Variables: {
    /** The project that the key of the request is bound to, or the one that an unbound key asked for. */
    readonly project: string;
    /** Who asks. */
    readonly identity: Identity;
  };
}
