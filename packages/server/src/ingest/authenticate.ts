/** What a sender shows of itself. */
export interface SenderCredentials {
  /** From `x-api-key`, else from `authorization: Bearer`; left out when there is neither. */
  readonly apiKey?: string;
  /** Any header (or entry of metadata) by its name in lower case. */
  readonly headerOf?: (name: string) => string | undefined;
  /** Where it sends from. */
  readonly address?: string;
}

/** Whether a sender may send, and into which project. */
export type Admission =
  | { readonly isAdmitted: true; readonly project: string }
  | {
      readonly isAdmitted: false;
      /** `unauthenticated`: no key, or none that is known; `forbidden`: a key that may not send. */
      readonly reason: "unauthenticated" | "forbidden";
      /** Told to the sender; names no key. */
      readonly message: string;
    }
  | {
      readonly isAdmitted: false;
      /** Too many wrong keys came from its address. */
      readonly reason: "throttled";
      readonly message: string;
      readonly retryAfterMs: number;
    };

/** Decides about a sender before its request is read. */
export type Authenticate = (credentials: SenderCredentials) => Admission | Promise<Admission>;

/** Credentials from the two headers that carry them. */
export function credentialsOf(
  headerOf: (name: string) => string | undefined,
  address?: string,
): SenderCredentials {
  const bearer = /^bearer\s+(\S+)\s*$/i.exec(headerOf("authorization") ?? "")?.[1];
  const apiKey = headerOf("x-api-key")?.trim() || bearer;
  return { headerOf, ...(address !== undefined && { address }), ...(apiKey !== undefined && { apiKey }) };
}
