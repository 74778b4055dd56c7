import { describe, expect, it } from "vitest";
import { migrations } from "./migrations.ts";
import { replicatedLayout, shardedLayout } from "./replicated-layout.ts";
import { SINGLE_LAYOUT } from "./tables.ts";

const LAYOUTS = [
  ["single", SINGLE_LAYOUT],
  ["replicated", replicatedLayout("prod")],
  ["sharded", shardedLayout("prod")],
] as const;

describe.each(LAYOUTS)("the tables of the %s layout", (name, layout) => {
  const steps = migrations(layout);
  const statements = steps.flatMap((step) => step.statements);

  it("are made by these statements, and no others", async () => {
    const text = steps
      .flatMap(({ version, name, statements }) => [
        `-- ${version}. ${name}`,
        ...statements.map((sql) => `${sql};`),
      ])
      .join("\n\n");
    await expect(`${text}\n`).toMatchFileSnapshot(`golden/${name}.sql`);
  });

  it("can be made again after a crash between any two statements", () => {
    for (const sql of statements) expect(sql).toMatch(/^CREATE (TABLE|MATERIALIZED VIEW) IF NOT EXISTS /);
  });
});

it("differ between one machine and replicas by engine and cluster alone", () => {
  const strip = (sql: string) =>
    sql
      .replaceAll(" ON CLUSTER `prod`", "")
      .replaceAll(/Replicated(\w+)\('[^']+', '\{replica\}'(?:, )?/g, "$1(");
  expect(migrations(replicatedLayout("prod")).map(({ statements }) => statements.map(strip))).toEqual(
    migrations(SINGLE_LAYOUT).map(({ statements }) => statements),
  );
});

it("keep data on its shard, and what every node must know on all of them", () => {
  const statements = migrations(shardedLayout("prod")).flatMap((step) => step.statements);
  const places = statements
    .filter((sql) => sql.includes("Replicated"))
    .map((sql) => [
      /EXISTS (\w+) ON CLUSTER `prod`/.exec(sql)?.[1],
      sql.includes("breakwater/{shard}/{database}/{table}'"),
    ]);
  const onEveryNode = places.filter(([, isOnShard]) => isOnShard === false).map(([table]) => table);
  expect(onEveryNode).toEqual(["checkpoints", "buckets_to_repair", "deletions", "monitors", "alerts"]);
  for (const [table, isOnShard] of places) {
    expect([table, isOnShard]).toEqual([table, String(table).endsWith("_local")]);
  }
  for (const sql of statements) expect(sql.split("\n")[0]).toContain(" ON CLUSTER `prod`");
});
