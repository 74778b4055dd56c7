/** Written by the servers with or without blanks; a quote inside a string would be escaped, so this is a key. */
const NULL_USAGE = /,\s*"usage"\s*:\s*null|"usage"\s*:\s*null\s*,\s*/g;
const NO_CHOICES = /"choices"\s*:\s*\[\s*\]/;
const SOME_USAGE = /"usage"\s*:\s*\{/;

/** Whether a chunk is the one that `include_usage` adds: no choices, and the usage. */
export function lastChunkIsUsage(data: string): boolean {
  return NO_CHOICES.test(data) && SOME_USAGE.test(data);
}

/** A chunk without the `"usage":null` that `include_usage` adds to every chunk but the last. */
export function withoutNullUsage(data: string): string {
  const found = data.match(NULL_USAGE);
  // More than one is not what `include_usage` does: left as it is.
  return found?.length === 1 ? data.replace(NULL_USAGE, "") : data;
}
