// Records anew what real instrumentations send: node e2e-otel/instrumentations/record-fixtures.ts [program...]
import { writeFileSync } from "node:fs";
import { readBody, startLoopbackServer } from "@breakwater/testkit/loopback-server";
import { startProviderStub } from "@breakwater/testkit/stub/provider-stub";
import { cleanedExport, type JsonExport } from "./cleaned-export.ts";
import { RECORDED_PROGRAMS, runProgram } from "./instrumented-program.ts";

const FIXTURES = new URL("../../packages/server/src/normalize/fixtures/", import.meta.url);

const wanted = process.argv.slice(2);
const stub = await startProviderStub();
for (const [program, fixture] of Object.entries(RECORDED_PROGRAMS)) {
  if (wanted.length > 0 && !wanted.includes(program)) continue;
  const received: JsonExport[] = [];
  const collector = await startLoopbackServer(async (request, response) => {
    received.push(JSON.parse(await readBody(request)) as JsonExport);
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
  await runProgram(program, {
    openAiBaseUrl: stub.openAiBaseUrl,
    otlpUrl: collector.url,
    project: "recorded",
  });
  await collector.close();
  const text = JSON.stringify(cleanedExport(received), null, 2);
  writeFileSync(new URL(`${fixture}.json`, FIXTURES), `${text}\n`);
  console.log(`Recorded ${fixture}.json.`);
}
await stub.close();
