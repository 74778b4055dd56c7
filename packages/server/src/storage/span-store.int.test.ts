import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEmbeddedEngine } from "./embedded-engine.ts";
import { describeSpanStore } from "./span-store.contract.ts";

describeSpanStore("the embedded engine", async () =>
  openEmbeddedEngine(mkdtempSync(join(tmpdir(), "breakwater-store-"))),
);
