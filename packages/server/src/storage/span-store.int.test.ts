import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEmbeddedEngine } from "./embedded-engine.ts";
import { describeSpanHistories } from "./span-history.contract.ts";
import { describeSpanStore } from "./span-store.contract.ts";
import { describeSqlEngine } from "./sql-engine.contract.ts";

const directory = mkdtempSync(join(tmpdir(), "breakwater-store-"));

describeSqlEngine("the embedded engine", () => openEmbeddedEngine(directory));
describeSpanStore("the embedded engine", () => openEmbeddedEngine(directory));
describeSpanHistories("the embedded engine", () => openEmbeddedEngine(directory), { runs: 8 });
