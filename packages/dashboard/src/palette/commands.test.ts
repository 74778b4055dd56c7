import { expect, it } from "vitest";
import { commandsFor } from "./commands.ts";

const PAGES = [
  { to: "/", title: "总览" },
  { to: "/errors", title: "错误" },
  { to: "/users", title: "用户" },
];

it("lists the pages while nothing is written, and finds them by either name", () => {
  expect(commandsFor(" ", PAGES, [])).toHaveLength(3);
  expect(commandsFor("错", PAGES, [])[0]).toEqual({ kind: "page", to: "/errors" });
  expect(commandsFor("Err", PAGES, [])[0]).toEqual({ kind: "page", to: "/errors" });
});

it("opens a trace by its id, before anything else", () => {
  const traceId = "0AF7651916CD43DD8448EB211C80319C";
  expect(commandsFor(` ${traceId} `, PAGES, [])[0]).toEqual({
    kind: "trace",
    traceId: traceId.toLowerCase(),
  });
});

it("goes to people, filters by all other values, and searches for what is neither", () => {
  const found = [
    { dimension: "user", values: ["ana", "anatol"] },
    { dimension: "model", values: ["a1", "a2", "a3", "a4", "a5"] },
  ] as const;
  expect(commandsFor("an", [], found)).toEqual([
    { kind: "person", of: "user", id: "ana" },
    { kind: "person", of: "user", id: "anatol" },
    ...["a1", "a2", "a3", "a4"].map((value) => ({ kind: "filter", dimension: "model", value })),
    { kind: "names", text: "an" },
    { kind: "texts", text: "an" },
  ]);
});
