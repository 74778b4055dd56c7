import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openEmbeddedEngine } from "./embedded-engine.ts";
import { LockedDataError } from "./locked-data-error.ts";

const openingOf = (directory: string): Promise<unknown> =>
  openEmbeddedEngine(directory).catch((error: unknown) => error);

it("calls a directory locked only when a living process holds it", async () => {
  const broken = mkdtempSync(join(tmpdir(), "breakwater-broken-"));
  mkdirSync(join(broken, "status"));
  const error = await openingOf(broken);
  expect(error).toBeInstanceOf(Error);
  expect(error).not.toBeInstanceOf(LockedDataError);
});
