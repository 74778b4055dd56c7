import { describe, expect, it } from "vitest";
import { diagnose } from "./diagnose.ts";
import type { DoctorFacts, StatusAnswer } from "./doctor-facts.ts";

const NOW = Date.UTC(2026, 10, 24, 12);

function status(fields: Partial<StatusAnswer> = {}): StatusAnswer {
  return {
    now: new Date(NOW).toISOString(),
    engineVersion: "26.7.2.1",
    tables: [{ table: "spans", rows: 12_345, bytes: 5_000_000 }],
    arrivals: [arrival()],
    unused: [],
    ...fields,
  };
}

const DROP = { at: "2026-11-24T11:00:00.000Z", table: "payloads", day: "2026-11-20", rows: 9, bytes: 10 };

function disk(fields: Partial<NonNullable<StatusAnswer["disk"]>> = {}): NonNullable<StatusAnswer["disk"]> {
  return { usedBytes: 1e9, freeBytes: 9e9, maxBytes: 2e9, minFreeBytes: 1e9, drops: [], ...fields };
}

function arrival(fields: Partial<StatusAnswer["arrivals"][number]> = {}): StatusAnswer["arrivals"][number] {
  return {
    service: "shop",
    protocol: "otlp",
    dialect: "genai",
    spans: 10,
    inferenceCalls: 4,
    lastArrival: "2026-11-24T11:59:00.000Z",
    aheadMs: 0,
    ...fields,
  };
}

const port = (isTaken: boolean) => ({ flag: "--otlp-port", port: 4318, isTaken });

const METRICS = {
  ...{ signal: "metrics" as const, service: "shop", dialect: "genai", name: "gen_ai.client.token.usage" },
  ...{ count: 5, lastArrival: "2026-11-24T11:59:00.000Z" },
};

function troubles(fields: Partial<DoctorFacts>): string[] {
  const facts: DoctorFacts = { url: "http://here", nodeVersion: "24.21.0", askedAt: NOW, ...fields };
  return diagnose(facts)
    .filter(({ gravity }) => gravity !== "ok")
    .map(({ check, gravity }) => `${check} ${gravity}`);
}

describe("diagnose", () => {
  it("is content with a server that hears from model calls", () => {
    expect(troubles({ status: status() })).toEqual([]);
  });

  it.each<[string, Partial<DoctorFacts>, string[]]>([
    ["an old Node", { status: status(), nodeVersion: "22.14.0" }, ["node problem"]],
    ["a Node just new enough", { status: status(), nodeVersion: "22.15.0" }, []],
    ["a clock that differs", { status: status(), askedAt: NOW - 5_000 }, ["clock warning"]],
    ["a clock that differs by little", { status: status(), askedAt: NOW + 1_900 }, []],
    ["silence", { status: status({ arrivals: [] }) }, ["arrivals warning"]],
    [
      "spans without model calls",
      { status: status({ arrivals: [arrival({ dialect: "none" })] }) },
      ["dialects warning"],
    ],
    [
      "a sender from the future",
      { status: status({ arrivals: [arrival({ aheadMs: 3_600_000 })] }) },
      ["arrivals warning"],
    ],
    [
      "no server, a taken port and a directory that cannot be written",
      {
        unreachable: "No server answers",
        ports: [
          { flag: "--otlp-port", port: 4318, isTaken: true },
          { flag: "--ui-port", port: 7077, isTaken: false },
        ],
        data: { directory: ".breakwater", exists: true, isWritable: false, freeBytes: 1e12 },
      },
      ["server problem", "port 4318 problem", "data problem"],
    ],
    [
      "a server that asks for a key",
      { refusal: { message: "It asks for a key.", hasKey: false }, ports: [port(true)] },
      ["server warning"],
    ],
    [
      "a server that does not know the key",
      { refusal: { message: "It does not know this key.", hasKey: true } },
      ["server problem"],
    ],
    [
      "a port on which that server does not listen",
      { status: status(), ports: [port(false)] },
      ["port 4318 warning"],
    ],
    ["a configuration that is wrong", { status: status(), configProblem: "x" }, ["config problem"]],
    ["metrics beside spans", { status: status({ unused: [METRICS] }) }, []],
    [
      "metrics without spans",
      { status: status({ arrivals: [], unused: [METRICS] }) },
      ["arrivals warning", "unused warning"],
    ],
    ["a disk with room", { status: status({ disk: disk() }) }, []],
    ["days that were dropped", { status: status({ disk: disk({ drops: [DROP] }) }) }, ["disk warning"]],
    [
      "a disk without room",
      { status: status({ disk: disk({ fullBecause: "Only 1 MB are free." }) }) },
      ["disk problem"],
    ],
    [
      "a disk that is nearly full",
      { unreachable: "x", data: { directory: "d", exists: false, isWritable: true, freeBytes: 1e9 } },
      ["server problem", "data warning"],
    ],
  ])("tells of %s", (_, facts, expected) => {
    expect(troubles(facts)).toEqual(expected);
  });
});
