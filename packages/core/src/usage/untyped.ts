/** A value of which nothing is known but that it is an object. */
type UntypedObject = Readonly<Record<string, unknown>>;

/** The value as an object, or undefined; arrays count as objects. */
export function objectOf(value: unknown): UntypedObject | undefined {
  return typeof value === "object" && value !== null ? (value as UntypedObject) : undefined;
}

/** A property of a value that may be anything; undefined when there is none, or when reading it throws. */
export function property(value: unknown, name: string): unknown {
  try {
    return objectOf(value)?.[name];
  } catch {
    return undefined;
  }
}

/** The value when it is text with something in it. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The value when it is a finite number that is not negative, rounded up to an integer. */
export function countOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? Math.ceil(value) : undefined;
}

/** The value as an array; empty when it is none. */
export function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
