import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect, it } from "vitest";
import { findChromium } from "./find-chromium.ts";

it("takes the browser that it is told, or the first on the path", () => {
  const folder = mkdtempSync(join(tmpdir(), "find-chromium-"));
  const program = join(folder, "chromium");
  writeFileSync(program, "");
  chmodSync(program, 0o755);
  expect(findChromium({ PATH: ["/nowhere", folder].join(delimiter) })).toBe(program);
  expect(findChromium({ PATH: folder, CHROMIUM: "/opt/chrome" })).toBe("/opt/chrome");
  rmSync(folder, { recursive: true });
});

it("says what to install where there is none", () => {
  expect(() => findChromium({ PATH: "/nowhere" })).toThrow(/apt-get install chromium/);
});
