import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { RECORD_SCHEMA_FILE, recordSchemaText } from "./write-record-schema.ts";

it("docs/schema holds the schema of the code; if not, run: node scripts/write-record-schema.ts", () => {
  // Compared as data: the formatter may lay the file out in its own way.
  expect(JSON.parse(readFileSync(RECORD_SCHEMA_FILE, "utf8"))).toEqual(JSON.parse(recordSchemaText()));
});
