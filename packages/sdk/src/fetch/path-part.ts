/** The first group of a pattern in a URL's path, decoded; undefined when the path does not match. */
export function pathPart({ pathname }: URL, pattern: RegExp): string | undefined {
  const part = pattern.exec(pathname)?.[1];
  if (part === undefined) return undefined;
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
