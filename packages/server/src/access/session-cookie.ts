import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Clock } from "@breakwater/core/time/clock";
import type { Context } from "hono";
import { deleteCookie, getSignedCookie, setSignedCookie } from "hono/cookie";
import { writePrivately } from "./key-file.ts";

const COOKIE = "breakwater_session";

/** How sessions are made. */
export interface SessionSettings {
  readonly lengthMs: number;
  /** Sends the cookie over TLS only. */
  readonly isSecure: boolean;
}

/**
 * A session is a cookie that names a key and when it ends, signed by the server; scripts cannot read it, other sites
 * cannot send it. It opens no more than its key does, and nothing once the key is revoked.
 */
export class SessionCookie {
  readonly #secret: string;
  readonly #clock: Clock;
  readonly #settings: SessionSettings;

  constructor(secret: string, clock: Clock, settings: SessionSettings) {
    this.#secret = secret;
    this.#clock = clock;
    this.#settings = settings;
  }

  /** Begins a session for the holder of a key. */
  async begin(context: Context, keyId: string): Promise<void> {
    const { lengthMs, isSecure } = this.#settings;
    const value = `${keyId}.${Math.floor(this.#clock.now() + lengthMs)}`;
    await setSignedCookie(context, COOKIE, value, this.#secret, {
      httpOnly: true,
      sameSite: "Strict",
      secure: isSecure,
      path: "/",
      maxAge: Math.floor(lengthMs / 1000),
    });
  }

  /** Id of the key whose session a request belongs to; undefined without one, or with one that ended or was forged. */
  async keyIdOf(context: Context): Promise<string | undefined> {
    if (!(context.req.header("cookie") ?? "").includes(COOKIE)) return undefined;
    const value = await getSignedCookie(context, this.#secret, COOKIE);
    const [, keyId, endsAt] = /^([\w-]{1,64})\.(\d{1,16})$/.exec(value || "") ?? [];
    return Number(endsAt) > this.#clock.now() ? keyId : undefined;
  }

  end(context: Context): void {
    deleteCookie(context, COOKIE, { path: "/" });
  }
}

/** The secret that signs sessions, made at the first start and kept readable by the owner alone. */
export function sessionSecretIn(path: string): string {
  try {
    const secret = readFileSync(path, "utf8").trim();
    if (/^[0-9a-f]{64}$/.test(secret)) return secret;
  } catch {
    // There is none yet.
  }
  const secret = randomBytes(32).toString("hex");
  writePrivately(path, `${secret}\n`);
  return secret;
}
