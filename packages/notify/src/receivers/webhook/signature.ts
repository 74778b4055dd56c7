import { createHmac } from "node:crypto";

/** Header that carries the signature. */
export const SIGNATURE_HEADER = "x-breakwater-signature";

/**
 * Value of the signature header: `t=<unix seconds>,v1=<hex>`, where the hex is HMAC-SHA256 with the shared secret over
 * `<unix seconds>.<body>`. The time is signed too, so that a receiver can refuse what was recorded and sent again.
 */
export function signatureHeader(body: string, secret: string, nowMs: number): string {
  const timestamp = Math.floor(nowMs / 1_000);
  const signature = createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex");
  return `t=${timestamp},v1=${signature}`;
}
