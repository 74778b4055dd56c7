import { once } from "node:events";
import { connect } from "node:net";
import { createPriceBook } from "@breakwater/core/pricing/price-book";
import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { expect, it } from "vitest";
import { Ingest } from "../ingest/ingest.ts";
import { listen } from "../serve/listener.ts";
import { GroupCommitter } from "../storage/group-committer.ts";
import { openSending } from "../testing/sending-rules.ts";
import { nativeRoutes } from "./native-routes.ts";

it.each([
  ["that said how much would come", "Content-Length: 15000\r\n\r\n{", 15_000],
  ["that did not", "Transfer-Encoding: chunked\r\n\r\n3\r\n{ }\r\n", 3],
])("gives back what a sender held %s, when its connection breaks", async (_, request, heldBytes) => {
  const logged: unknown[] = [];
  const rules = { ...openSending(), log: { error: (...told: unknown[]) => logged.push(told) } };
  const store = { commit: async () => ({ stored: 0, duplicates: 0 }) };
  const committer = new GroupCommitter(
    store,
    { maxSpansPerCommit: 10, maxWaitingSpans: 10 },
    createFakeClock(),
  );
  const ingest = new Ingest(committer, { prices: createPriceBook(), maxPayloadLength: 0 });
  const app = nativeRoutes(ingest, rules);
  const { url, close } = await listen(app, { host: "127.0.0.1", port: 0, flag: "--otlp-port" });
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  await once(socket, "connect");
  socket.write(`POST /v1/spans HTTP/1.1\r\nHost: localhost\r\n${request}`);
  const { memory } = rules.bodyLimits;
  await expect.poll(() => memory.heldBytes).toBe(heldBytes);
  socket.destroy();
  await expect.poll(() => memory.heldBytes).toBe(0);
  expect(logged).toEqual([]);
  await close();
});
