import { expect, it } from "vitest";
import { migrations } from "./migrations.ts";
import { replicatedLayout } from "./replicated-layout.ts";

const PLACE = "'/clickhouse/tables/breakwater/{database}/{table}', '{replica}'";

it("replicates every table on every node of the cluster", () => {
  const statements = migrations(replicatedLayout("prod")).flatMap((step) => step.statements);
  const heads = statements.filter((sql) => sql.startsWith("CREATE TABLE")).map(headOf);
  expect(heads.slice(0, 3)).toEqual([
    [
      "CREATE TABLE IF NOT EXISTS spans ON CLUSTER `prod` (",
      `ReplicatedReplacingMergeTree(${PLACE}, version)`,
    ],
    [
      "CREATE TABLE IF NOT EXISTS payloads ON CLUSTER `prod` (",
      `ReplicatedReplacingMergeTree(${PLACE}, version)`,
    ],
    [
      "CREATE TABLE IF NOT EXISTS logged_messages ON CLUSTER `prod` (",
      `ReplicatedReplacingMergeTree(${PLACE})`,
    ],
  ]);
  for (const [, engine] of heads) expect(engine).toContain(PLACE);
  for (const sql of statements.filter((sql) => sql.startsWith("CREATE"))) {
    expect(sql.split("\n")[0]).toContain(" ON CLUSTER `prod`");
  }
});

function headOf(sql: string): [string | undefined, string | undefined] {
  return [sql.split("\n")[0], /ENGINE = (.*)/.exec(sql)?.[1]?.replace(/ ORDER BY.*/, "")];
}
