import type { z } from "zod";
import { InvalidOptionsError, type OptionProblem } from "./invalid-options-error.ts";
import type { ChangeableOptions, MonitorOptions } from "./monitor-options.ts";
import { changeableShape, optionsShape } from "./option-shapes.ts";

/** Options of `createMonitor`, checked. @throws InvalidOptionsError naming every fault. */
export function checkOptions(options: MonitorOptions): MonitorOptions {
  check("createMonitor", optionsShape, options);
  return options;
}

/** Options of `configure`, checked. @throws InvalidOptionsError naming every fault. */
export function checkChanges(changes: ChangeableOptions): ChangeableOptions {
  check("configure", changeableShape, changes);
  return changes;
}

function check(where: string, shape: z.ZodType, options: unknown): void {
  const problems = shapeProblems(shape, options);
  if (problems.length > 0) throw new InvalidOptionsError(where, problems);
}

/** Everything that keeps `options` from being of a shape, in words; empty when nothing does. */
export function shapeProblems(shape: z.ZodType, options: unknown): OptionProblem[] {
  const parsed = shape.safeParse(options);
  return parsed.success ? [] : parsed.error.issues.flatMap((issue) => problemsOf(issue, options));
}

/** What a schema found wrong with `options`, in words; `place` is where these stand among all options. */
export function problemsOf(
  issue: z.core.$ZodIssue,
  options: unknown,
  place: readonly PropertyKey[] = [],
): OptionProblem[] {
  const option = pathText([...place, ...issue.path]);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      option: pathText([...place, ...issue.path, key]),
      expected: "a known option",
      found: "an unknown one (is it spelled right?)",
    }));
  }
  const value = valueAt(options, issue.path);
  const isSecret = issue.path.at(-1) === "key" && typeof value === "string";
  return [{ option, expected: expectedText(issue), found: isSecret ? "a text" : foundText(value) }];
}

function expectedText(issue: z.core.$ZodIssue): string {
  const isDefault = /^(Invalid|Too|Unrecognized)/.test(issue.message);
  if (!isDefault) return issue.message.replace(/^expected /, "");
  if (issue.code === "invalid_type") return issue.expected;
  if (issue.code === "invalid_value") return issue.values.map((value) => JSON.stringify(value)).join(" or ");
  return issue.message.replace(/^Invalid discriminator value\. Expected /, "");
}

function pathText(path: readonly PropertyKey[]): string {
  const text = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
  return text.replace(/^\./, "") || "options";
}

function valueAt(options: unknown, path: readonly PropertyKey[]): unknown {
  let value = options;
  for (const part of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Reflect.get(value, part);
  }
  return value;
}

/** What was found, short, and never the inside of a text that may be a secret. */
function foundText(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "number" || typeof value === "boolean" || value === null) return String(value);
  if (typeof value === "string")
    return value.length <= 40 && !value.includes("://") ? JSON.stringify(value) : "a text";
  return Array.isArray(value) ? "a list" : `a value of type ${typeof value}`;
}
