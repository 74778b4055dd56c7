import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { recordJsonSchema } from "@breakwater/core/record/record-schema";

/** Where the published schema of the record lies. */
export const RECORD_SCHEMA_FILE = fileURLToPath(
  new URL("../docs/schema/span-record.v1.json", import.meta.url),
);

/** The published schema's text. */
export function recordSchemaText(): string {
  return `${JSON.stringify(recordJsonSchema(), null, 2)}\n`;
}

// Written only when run as a program: `node scripts/write-record-schema.ts`.
if (import.meta.main) {
  mkdirSync(dirname(RECORD_SCHEMA_FILE), { recursive: true });
  writeFileSync(RECORD_SCHEMA_FILE, recordSchemaText());
}
