/** What follows the vectors is shorter than this, in UTF-16 units. */
const MAX_TAIL = 4_096;

/**
 * An answer without its vectors, which are megabytes of digits that take ten times as long to parse as to skip. They
 * are the last list; where `usage` does not follow them, the text stays as it is.
 */
export function withoutVectors(text: string): string {
  const end = text.lastIndexOf("]");
  if (end === -1 || text.length - end > MAX_TAIL) return text;
  const rest = `{"data":[${text.slice(end)}`;
  return rest.includes('"usage"') && isJson(rest) ? rest : text;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
