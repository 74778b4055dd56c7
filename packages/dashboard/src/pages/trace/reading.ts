/** How texts are read: drawn as Markdown, or as they were written. */
export type Reading = "markdown" | "text";

const KEY = "breakwater.reading";

/** How texts were read last in this browser; as Markdown at first. */
export function rememberedReading(): Reading {
  return localStorage.getItem(KEY) === "text" ? "text" : "markdown";
}

/** Remembers it in this browser. */
export function rememberReading(reading: Reading): void {
  localStorage.setItem(KEY, reading);
}
