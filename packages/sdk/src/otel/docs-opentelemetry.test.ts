import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  GENERAL_ATTRIBUTE,
  METADATA_PREFIX,
  NEW_ATTRIBUTE,
  NEW_METRIC,
  OLD_ATTRIBUTE,
  OLD_EVENT,
  OLD_METRIC,
  OWN_ATTRIBUTE,
  OWN_METRIC,
  SHARED_ATTRIBUTE,
} from "./conventions.ts";

const PAGE = readFileSync(join(import.meta.dirname, "../../../../docs/opentelemetry.md"), "utf8");

test("docs/opentelemetry.md names everything that is emitted, and nothing else", () => {
  const groups = [
    ...[SHARED_ATTRIBUTE, NEW_ATTRIBUTE, OLD_ATTRIBUTE, GENERAL_ATTRIBUTE, OWN_ATTRIBUTE, OLD_EVENT],
    ...[NEW_METRIC, OLD_METRIC, OWN_METRIC],
  ];
  const emitted = [...groups.flatMap((group) => Object.values(group)), `${METADATA_PREFIX}*`];
  const named = Array.from(
    PAGE.matchAll(/`((?:gen_ai|openai|breakwater|error|server|user)\.[\w.*]+)`/g),
    (match) => String(match[1]),
  );
  expect([...new Set(named)].sort()).toEqual([...new Set(emitted)].sort());
});
