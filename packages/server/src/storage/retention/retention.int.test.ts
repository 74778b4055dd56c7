import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEmbeddedEngine } from "../embedded-engine.ts";
import { describeRetention } from "./retention.contract.ts";

const directory = mkdtempSync(join(tmpdir(), "breakwater-retention-"));

describeRetention("the embedded engine", () => openEmbeddedEngine(directory));
