/**
 * The stub as a process of its own: `node packages/testkit/src/stub/main.ts --port 0 --log FILE`. Prints one JSON line
 * with its addresses when it is ready; ends on SIGTERM or SIGINT. Replies are scripted by each call (see
 * `scriptedRespond`); with `--scenario`, calls that script nothing get the demo's behaviour.
 */
import { parseArgs } from "node:util";
import { startProviderStub } from "./provider-stub.ts";
import { createScenario } from "./scenario.ts";
import { scriptedRespond } from "./scripted-reply.ts";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    log: { type: "string" },
    scenario: { type: "boolean", default: false },
    seed: { type: "string", default: "1" },
    /** Calls of the storm, such as `50-80`. */
    storm: { type: "string" },
    /** 2 = twice as fast as life. */
    speed: { type: "string", default: "1" },
  },
});

const [from, to] = (values.storm ?? "").split("-").map(Number);
const scenario = createScenario({
  seed: Number(values.seed),
  speed: Number(values.speed),
  ...(from === undefined || to === undefined ? {} : { stormCalls: { from, to } }),
});
const stub = await startProviderStub({
  port: Number(values.port),
  respond: values.scenario ? scriptedRespond(scenario.respond) : scriptedRespond(),
  ...(values.log === undefined ? {} : { servedLog: values.log }),
});
const { url, openAiBaseUrl, anthropicBaseUrl } = stub;
process.stdout.write(`${JSON.stringify({ url, openAiBaseUrl, anthropicBaseUrl })}\n`);

for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void stub.close());
