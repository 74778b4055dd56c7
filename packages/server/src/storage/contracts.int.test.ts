import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeCheckpoint } from "./checkpoint.contract.ts";
import { describeCommitFeed } from "./commit-feed.contract.ts";
import { openEmbeddedEngine } from "./embedded-engine.ts";
import { describeMessageStore } from "./message-store.contract.ts";
import { describeRepair } from "./repair-rollups.contract.ts";

const directory = mkdtempSync(join(tmpdir(), "breakwater-contracts-"));
const open = () => openEmbeddedEngine(directory);

describeMessageStore("the embedded engine", open);
describeCommitFeed("the embedded engine", open);
describeCheckpoint("the embedded engine", open);
describeRepair("the embedded engine", open);
