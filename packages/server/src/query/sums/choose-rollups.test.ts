import { expect, it } from "vitest";
import type { SpanFilter } from "../span-filter.ts";
import { chooseRollups, filterFor } from "./choose-rollups.ts";
import { type GroupName, groupSql } from "./grouping.ts";
import type { SumColumn } from "./sums-sql.ts";

const INFERENCE = { kind: ["llm", "embedding"] };

function chosen(filter: Partial<SpanFilter>, groups: readonly GroupName[], columns: readonly SumColumn[]) {
  const whole = { project: "p", range: { from: 0, to: 1 }, values: INFERENCE, ...filter };
  const tables = chooseRollups({ filter: whole, groups: groups.map(groupSql), columns });
  return [...tables.values()].map(({ name }) => name).sort();
}

it("takes the lightest tables that have what is asked", () => {
  expect(chosen({}, ["model"], ["cost_nanos"])).toEqual([
    "calls_by_model_minute",
    "latency_by_model_day",
    "latency_by_model_hour",
  ]);
  expect(chosen({}, ["service"], ["cost_nanos"])).toEqual(["latency_by_day", "latency_by_hour"]);
  expect(chosen({}, ["errorClass"], ["calls"])).toEqual(["spans_by_hour"]);
  expect(chosen({}, ["user"], ["calls"])).toEqual(["latency_by_user_day", "spans_by_user_hour"]);
  expect(chosen({}, ["session"], ["calls"])).toEqual(["spans_by_session_hour"]);
  expect(chosen({}, ["tag"], ["calls"])).toEqual(["spans_by_tag_hour"]);
});

it("reads quantiles only where states are kept", () => {
  expect(chosen({}, ["model"], ["duration_state"])).toEqual([
    "latency_by_model_day",
    "latency_by_model_hour",
  ]);
  expect(chosen({}, ["queryType"], ["duration_state"])).toEqual(["latency_by_day", "latency_by_hour"]);
  expect(chosen({}, ["status"], ["duration_state"])).toEqual([]);
  expect(chosen({}, ["user"], ["ttft_state"])).toEqual(["latency_by_user_day"]);
});

it("leaves to the spans what no table keeps apart", () => {
  expect(chosen({}, ["session"], ["duration_state"])).toEqual([]);
  expect(chosen({}, ["metadata.team"], ["calls"])).toEqual([]);
  expect(chosen({ tags: ["eu"] }, [], ["calls"])).toEqual([]);
  expect(chosen({ metadata: { team: ["a"] } }, [], ["calls"])).toEqual([]);
  expect(chosen({}, ["user", "model"], ["calls"])).toEqual([]);
});

it("never answers for tools from tables of inference, nor for one kind from tables that do not keep it", () => {
  expect(chosen({ values: { kind: ["tool"] } }, [], ["calls"])).toEqual([
    "latency_by_model_day",
    "latency_by_model_hour",
  ]);
  expect(chosen({ values: { kind: ["llm"] } }, ["user"], ["calls"])).toEqual([]);
  expect(chosen({ values: { kind: ["llm"] } }, ["status"], ["calls"])).toEqual(["spans_by_hour"]);
});

it("drops the filter by kind only for tables that hold nothing else", () => {
  const filter: SpanFilter = {
    project: "p",
    range: { from: 0, to: 1 },
    values: { ...INFERENCE, user: ["u"] },
  };
  const [table] = chooseRollups({ filter, groups: [], columns: ["calls"] }).values();
  expect(table && filterFor(table, filter).values).toEqual({ user: ["u"] });
});
