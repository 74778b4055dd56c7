/** Gives a header of a request by its name in lower case. */
export type HeaderReader = (name: string) => string | undefined;

/**
 * The key in a request: `x-api-key`, `Authorization: Bearer`, or the password (else the user) of `Authorization: Basic`
 * for exporters that know nothing else.
 */
export function presentedKey(header: HeaderReader): string | undefined {
  const plain = header("x-api-key")?.trim();
  if (plain) return plain;
  const [scheme = "", credentials = ""] = (header("authorization") ?? "").trim().split(/\s+/, 2);
  if (/^bearer$/i.test(scheme)) return credentials || undefined;
  if (!/^basic$/i.test(scheme)) return undefined;
  const [user = "", ...password] = Buffer.from(credentials, "base64").toString("utf8").split(":");
  return password.join(":") || user || undefined;
}
