import { expect, test } from "vitest";
import { isWatched } from "./interruption.ts";

const terminal = { isTTY: true };
const pipe = {};

test.each([
  ["a terminal", { stdin: terminal, stdout: terminal, env: {} }, true],
  ["output into a file", { stdin: terminal, stdout: pipe, env: {} }, false],
  ["nobody who could press a key", { stdin: pipe, stdout: terminal, env: {} }, false],
  [
    "a build machine that gives its jobs a terminal",
    { stdin: terminal, stdout: terminal, env: { CI: "true" } },
    false,
  ],
])("somebody sits before %s: %o", (_name, seat, expected) => {
  expect(isWatched(seat)).toBe(expected);
});
