import { describe, expect, test } from "vitest";
import { InvalidOptionsError } from "../options/invalid-options-error.ts";
import type { MonitorOptions } from "../options/monitor-options.ts";
import type { Environment } from "./start-settings.ts";
import { withServer } from "./with-server.ts";

const URL_IN_ENV: Environment = {
  BREAKWATER_SERVER_URL: "http://env:7077",
  BREAKWATER_SERVER_KEY: "env-key",
};

function problemsOf(options: MonitorOptions, env: Environment): string[] {
  try {
    withServer(options, env);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidOptionsError)) throw error;
    return error.problems.map(({ option, expected, found }) => `${option}: ${expected}, ${found}`);
  }
}

describe("the server of a monitor", () => {
  test.each<[string, MonitorOptions, Environment, MonitorOptions["server"]]>([
    ["none when nobody names one", {}, {}, undefined],
    ["the environment's", {}, URL_IN_ENV, { url: "http://env:7077", key: "env-key" }],
    ["not an empty variable", {}, { BREAKWATER_SERVER_URL: " " }, undefined],
    ["not a key alone", {}, { BREAKWATER_SERVER_KEY: "env-key" }, undefined],
    ["none when the options say so", { server: false }, URL_IN_ENV, false],
    [
      "the options', with the key of the environment",
      { server: { url: "http://own:7077" } },
      URL_IN_ENV,
      { url: "http://own:7077", key: "env-key" },
    ],
  ])("is %s", (_what, options, env, server) => {
    expect(withServer(options, env).server).toEqual(server);
  });

  test.each<[MonitorOptions, Environment, string[]]>([
    [{ server: {} }, {}, ["server.url: a URL, nothing"]],
    [
      {},
      { BREAKWATER_SERVER_URL: "localhost" },
      ['BREAKWATER_SERVER_URL: a URL beginning with http:// or https://, "localhost"'],
    ],
    [
      {},
      { BREAKWATER_SERVER_URL: "http://a:b@host" },
      ["BREAKWATER_SERVER_URL: a URL without user and password (the key is an option of its own), a text"],
    ],
  ])("%j and %j make no sense", (options, env, problems) => {
    expect(problemsOf(options, env)).toEqual(problems);
  });

  test("a key that makes no sense is not repeated", () => {
    const env = { ...URL_IN_ENV, BREAKWATER_SERVER_KEY: "two words of a secret" };
    expect(problemsOf({}, env).join()).toContain("BREAKWATER_SERVER_KEY: a key of printable characters");
    expect(problemsOf({}, env).join()).not.toContain("secret");
  });
});
