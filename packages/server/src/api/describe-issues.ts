import { property } from "@breakwater/core/usage/untyped";
import type { z } from "zod";

type Issue = z.core.$ZodIssue;

/** Longest part of what was found that is repeated to the one who sent it. */
const MAX_FOUND = 80;

/** What is wrong with a question: for each fault its place, what was expected, and what was found there. */
export function describeIssues({ issues }: { readonly issues: readonly Issue[] }, data: unknown): string {
  return issues.flatMap((issue) => describe(issue, data, [])).join("; ");
}

function describe(issue: Issue, data: unknown, above: readonly PropertyKey[]): string[] {
  const path = [...above, ...issue.path];
  if (issue.code === "invalid_union") {
    const isList = Array.isArray(valueAt(data, path));
    return meant(issue.errors, isList).flatMap((inner) => describe(inner, data, path));
  }
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => `${placeOf([...path, key])}: there is no such parameter here`);
  }
  const expected = expectationOf(issue);
  const found = expected.includes(", found ") ? "" : `, found ${foundAt(data, path)}`;
  return [`${placeOf(path)}: ${expected}${found}`];
}

/** Of "one, or a list of them" the form that was meant: what is wrong in the other says nothing. */
function meant(forms: readonly (readonly Issue[])[], isList: boolean): readonly Issue[] {
  return (isList ? forms.find((issues) => issues.some(isOfList)) : undefined) ?? forms[0] ?? [];
}

function isOfList(issue: Issue): boolean {
  const isLength = issue.code === "too_big" || issue.code === "too_small";
  return issue.path.length > 0 || (isLength && issue.origin === "array");
}

/** `expected one of calls, errors`, without what the library puts around it. */
function expectationOf(issue: Issue): string {
  if (issue.code === "invalid_value") return `expected one of ${issue.values.map(String).join(", ")}`;
  if (issue.code === "invalid_type")
    return `expected ${issue.expected === "array" ? "a list" : `a ${issue.expected}`}`;
  if (issue.code === "too_big" && issue.origin === "array") return `expected ${issue.maximum} at most`;
  return issue.message.replace(/^(?:Invalid [a-z ]+|Too (?:big|small)): /, "").replace(/, received .*$/, "");
}

function placeOf(path: readonly PropertyKey[]): string {
  return path.length === 0 ? "the body" : path.map(String).join(".");
}

function foundAt(data: unknown, path: readonly PropertyKey[]): string {
  const value = valueAt(data, path);
  if (value === undefined) return "nothing";
  const json = JSON.stringify(value) ?? String(value);
  return json.length > MAX_FOUND ? `${json.slice(0, MAX_FOUND)}…` : json;
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, key) => property(inner, String(key)), data);
}
