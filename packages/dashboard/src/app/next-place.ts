/** Where a key leads in a list; nothing for keys that lead nowhere. `at` is -1 while nothing is chosen. */
export function nextPlace(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case "ArrowDown":
    case "j":
      return Math.min(count - 1, at + 1);
    case "ArrowUp":
    case "k":
      return Math.max(0, at - 1);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return undefined;
  }
}
