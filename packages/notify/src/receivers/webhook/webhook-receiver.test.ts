import { readFileSync } from "node:fs";
import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { describe, expect, it } from "vitest";
import { buildNotification } from "../../testing/notification.ts";
import { SIGNATURE_HEADER } from "./signature.ts";
import { type WebhookConfig, webhookReceiver } from "./webhook-receiver.ts";

const NEVER = new AbortController().signal;

async function send(changes: Partial<WebhookConfig>): Promise<Request> {
  let sent: Request | undefined;
  const receiver = webhookReceiver.create(
    { type: "webhook", url: "https://alerts.example/in", ...changes },
    {
      clock: createFakeClock(),
      fetch: async (input, init) => {
        sent = new Request(input, init);
        return new Response("");
      },
    },
  );
  expect(await receiver.deliver(buildNotification(), NEVER)).toEqual({ kind: "delivered" });
  if (sent === undefined) throw new Error("nothing was sent");
  return sent;
}

type Verify = (body: string, header: string, secret: string, nowMs?: number) => boolean;

/** The code that the README gives to whoever receives the webhook. */
async function verifierOfReadme(): Promise<Verify> {
  const readme = readFileSync(new URL("README.md", import.meta.url), "utf8");
  const code = /```js\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  const module = await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`);
  return module.verifySignature;
}

describe("the webhook", () => {
  it("sends the headers it was given, and not another content type", async () => {
    const request = await send({
      headers: { "X-Team": "search", "User-Agent": "mine", Authorization: "Bearer t0ken" },
    });
    expect(request.headers.get("x-team")).toBe("search");
    expect(request.headers.get("user-agent")).toBe("mine");
    expect(request.headers.get("authorization")).toBe("Bearer t0ken");
    expect(() =>
      webhookReceiver.schema.parse({ type: "webhook", url: "https://h", headers: { "Content-Type": "x" } }),
    ).toThrow();
    expect(() =>
      webhookReceiver.schema.parse({ type: "webhook", url: "https://h", headers: { a: "b\r\nc: d" } }),
    ).toThrow();
  });

  it("turns credentials of the URL into the header that they mean", async () => {
    const request = await send({ url: "https://user:p%40ss%E4%BB%80@alerts.example/in?a=b" });
    expect(request.url).toBe("https://alerts.example/in?a=b");
    const [scheme, encoded] = (request.headers.get("authorization") ?? "").split(" ");
    expect([scheme, Buffer.from(encoded ?? "", "base64").toString("utf8")]).toEqual(["Basic", "user:p@ss什"]);
  });

  it("credentials with a stray percent sign are sent as they are", async () => {
    const request = await send({ url: "https://u:100%@alerts.example/in" });
    expect(request.headers.get("authorization")).toBe(`Basic ${Buffer.from("u:100%").toString("base64")}`);
  });

  it("sends no signature without a secret", async () => {
    expect((await send({})).headers.has(SIGNATURE_HEADER)).toBe(false);
  });

  it("signs time and body, and the README's code accepts that and nothing else", async () => {
    const verify = await verifierOfReadme();
    const now = createFakeClock().now();
    const request = await send({ signingSecret: "quay" });
    const header = request.headers.get(SIGNATURE_HEADER) ?? "";
    const body = await request.text();
    expect(header).toMatch(new RegExp(`^t=${now / 1_000},v1=[0-9a-f]{64}$`));
    expect(verify(body, header, "quay", now)).toBe(true);
    expect(verify(body, header, "quay", now + 299_000)).toBe(true);
    expect(verify(body, header, "quay", now + 301_000)).toBe(false);
    expect(verify(body, header, "other", now)).toBe(false);
    expect(verify(`${body} `, header, "quay", now)).toBe(false);
    expect(verify(body, header.replace(/t=\d+/, `t=${now / 1_000 + 1}`), "quay", now)).toBe(false);
    for (const broken of ["", "v1=00", "t=x,v1=", undefined])
      expect(verify(body, String(broken), "quay", now)).toBe(false);
  });
});
