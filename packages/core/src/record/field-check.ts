/**
 * A check gives undefined for a good value and otherwise the rest of a sentence that starts with the field's name,
 * such as ` is not a string` or `.inputTokens is not a non-negative integer`. It never repeats the value: a fault
 * may be logged, and values may be secret.
 */
export type FieldCheck = (value: unknown) => string | undefined;

/** A field with its check and whether it must be there. */
export interface CheckedField {
  readonly name: string;
  readonly check: FieldCheck;
  readonly isRequired: boolean;
}

/** A field that must be there. */
export function required(name: string, check: FieldCheck): CheckedField {
  return { name, check, isRequired: true };
}

/** A field that may be absent (null is not absent). */
export function optional(name: string, check: FieldCheck): CheckedField {
  return { name, check, isRequired: false };
}

/** Any string. */
export function isText(value: unknown): string | undefined {
  return typeof value === "string" ? undefined : " is not a string";
}

/** True or false. */
export function isFlag(value: unknown): string | undefined {
  return typeof value === "boolean" ? undefined : " is not true or false";
}

/** A finite number from 0, such as a duration. */
export function isAmount(value: unknown): string | undefined {
  return typeof value === "number" && value >= 0 && value <= Number.MAX_VALUE
    ? undefined
    : " is not a non-negative number";
}

/** An integer from 0 that a JS number holds exactly, such as a count or an amount of money. */
export function isCount(value: unknown): string | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? undefined : " is not a non-negative integer";
}

/** Text of exactly `length` lower-case hex digits. */
export function isHex(length: number): FieldCheck {
  const fault = ` is not ${length} lower-case hex digits`;
  return (value) =>
    typeof value === "string" && value.length === length && isLowerHex(value) ? undefined : fault;
}

/** One of a set of names. */
export function isOneOf(names: ReadonlySet<unknown>): FieldCheck {
  const fault = ` is not one of ${[...names].join(", ")}`;
  return (value) => (names.has(value) ? undefined : fault);
}

/** A list whose every item passes. */
export function isListOf(check: FieldCheck): FieldCheck {
  return (value) => {
    if (!Array.isArray(value)) return " is not a list";
    for (const item of value) {
      const fault = check(item);
      if (fault !== undefined) return ` has an item that${fault}`;
    }
    return undefined;
  };
}

/** An object whose every own value passes. */
export function isMapOf(check: FieldCheck): FieldCheck {
  return (value) => {
    if (!isObject(value)) return " is not an object";
    for (const key of Object.keys(value)) {
      const fault = check(value[key]);
      if (fault !== undefined) return ` has a value that${fault}`;
    }
    return undefined;
  };
}

/** An object with the given fields; fields that are not listed are let through unseen. */
export function hasFields(fields: readonly CheckedField[]): FieldCheck {
  return (value) => {
    if (!isObject(value)) return " is not an object";
    const fault = firstFault(value, fields);
    return fault === undefined ? undefined : `.${fault}`;
  };
}

/** The first fault among an object's fields, as a whole sentence; undefined when all are good. */
export function firstFault(
  object: Readonly<Record<string, unknown>>,
  fields: readonly CheckedField[],
): string | undefined {
  for (const field of fields) {
    const value = object[field.name];
    if (value === undefined) {
      if (field.isRequired) return `${field.name} is missing`;
      continue;
    }
    const fault = field.check(value);
    if (fault !== undefined) return field.name + fault;
  }
  return undefined;
}

/** A JSON object: not null, not a list. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isLowerHex(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const isHexDigit = (code >= 48 && code <= 57) || (code >= 97 && code <= 102);
    if (!isHexDigit) return false;
  }
  return true;
}
