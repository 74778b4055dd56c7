/**
 * True when `name` matches `pattern`, in which `*` stands for any text (also none); case does not matter. Linear:
 * each piece between the stars is taken at its first place.
 */
export function matchesName(pattern: string, name: string): boolean {
  const pieces = pattern.toLowerCase().split("*");
  const text = name.toLowerCase();
  const first = pieces[0] ?? "";
  if (pieces.length === 1) return text === first;
  if (!text.startsWith(first)) return false;
  const last = pieces[pieces.length - 1] ?? "";
  let position = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, position);
    if (found < 0) return false;
    position = found + piece.length;
  }
  return text.length - last.length >= position && text.endsWith(last);
}
