import { chmodSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { makeDirectory, prepareDataDirectory } from "./data-directory.ts";

const home = () => mkdtempSync(join(tmpdir(), "breakwater-place-"));

it("makes a directory with its parents, once", () => {
  const place = join(home(), "a", "b");
  prepareDataDirectory(place);
  prepareDataDirectory(place);
  expect(existsSync(place)).toBe(true);
});

it("says of a file that it is no directory", () => {
  const file = join(home(), "file");
  writeFileSync(file, "");
  expect(() => prepareDataDirectory(file)).toThrow(`${file} is no directory`);
  expect(() => prepareDataDirectory(join(file, "data"))).toThrow("--data, BREAKWATER_DATA or data");
});

it("returns from a mount that refuses", () => {
  expect(() => makeDirectory("/proc/1/x")).toThrow();
  expect(() => prepareDataDirectory("/proc/breakwater/x")).toThrow(/\/proc\/breakwater cannot be made/);
});

it("says which directory cannot be written", () => {
  const parent = join(home(), "closed");
  mkdirSync(parent);
  chmodSync(parent, 0o500);
  // Whoever may write everywhere is not refused.
  const refused = process.getuid?.() === 0 ? /^none$/ : /closed.* cannot be written \(EACCES\)/;
  expect(messageOf(() => prepareDataDirectory(join(parent, "data")))).toMatch(refused);
});

function messageOf(run: () => void): string {
  try {
    run();
    return "none";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
