/**
 * JSON text with line breaks and indents, each of its tokens as it was written: parsing and writing it anew would
 * round long numbers and drop names that occur twice. Nothing for text that is no JSON.
 */
export function prettyJson(text: string): string | undefined {
  if (!isJson(text)) return undefined;
  let depth = 0;
  return text.replaceAll(TOKEN, (token) => {
    switch (token[0]) {
      case "{":
      case "[":
        if (token.length > 1) return `${token[0]}${token.at(-1)}`;
        depth += 1;
        return `${token}${lineAt(depth)}`;
      case "}":
      case "]":
        depth -= 1;
        return `${lineAt(depth)}${token}`;
      case ",":
        return `,${lineAt(depth)}`;
      case ":":
        return ": ";
      case '"':
        return token;
      default:
        return "";
    }
  });
}

/** A value as JSON over lines. */
export function jsonText(value: object): string {
  return JSON.stringify(value, undefined, 2);
}

/** Whether a text is a JSON object or list: what reads better with line breaks. */
export function isJsonStructure(text: string): boolean {
  return /^\s*[[{]/.test(text) && isJson(text);
}

/** Strings, empty brackets, what gives structure, and the white space between. */
const TOKEN = /"(?:[^"\\]|\\.)*"|\{\s*\}|\[\s*\]|[{}[\],:]|\s+/g;

function lineAt(depth: number): string {
  return `\n${"  ".repeat(depth)}`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
