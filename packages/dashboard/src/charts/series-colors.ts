import type { TimeSeries } from "./time-series.ts";

/** How many series have a colour of their own; styles.css has them. */
export const SERIES_COLORS = 8;

/** Colours given before, by the hash of what they were given to. */
export type GivenColors = Readonly<Record<string, number>>;

/**
 * A colour for each key, told apart from the others: the one it had before, else one that its name leads to. Where two
 * that are shown together had the same, one of them gets another, and keeps that. No order of values comes into it.
 */
export function chooseColors(
  keys: readonly string[],
  given: GivenColors,
): { readonly colors: ReadonlyMap<string, number>; readonly given: GivenColors } {
  const colors = new Map<string, number>();
  const taken = new Set<number>();
  const waiting: string[] = [];
  for (const key of [...new Set(keys)].toSorted()) {
    const before = given[hashOf(key)];
    if (before === undefined || taken.has(before)) waiting.push(key);
    else {
      colors.set(key, before);
      taken.add(before);
    }
  }
  for (const key of waiting) {
    const first = Number.parseInt(hashOf(key).slice(1), 36) % SERIES_COLORS;
    const free = Array.from({ length: SERIES_COLORS }, (_, step) => (first + step) % SERIES_COLORS);
    const color = free.find((one) => !taken.has(one)) ?? first;
    colors.set(key, color);
    taken.add(color);
  }
  return { colors, given: remembered(given, colors) };
}

/** Most keys that a browser remembers the colours of; the oldest are forgotten. */
const MAX_GIVEN = 400;

function remembered(given: GivenColors, colors: ReadonlyMap<string, number>): GivenColors {
  const fresh = [...colors].map(([key, color]) => [hashOf(key), color] as const);
  if (fresh.every(([hash, color]) => given[hash] === color)) return given;
  const names = new Set(fresh.map(([hash]) => hash));
  const older = Object.entries(given).filter(([hash]) => !names.has(hash));
  return Object.fromEntries([...older, ...fresh].slice(-MAX_GIVEN));
}

/** FNV-1a of a key: what is kept in a browser must not name users. A letter in front keeps the order of insertion. */
function hashOf(key: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193) >>> 0;
  }
  return `k${hash.toString(36)}`;
}

const STORED = "breakwater.colors";

/** The colour of each series, as CSS: the same for the same key on every page and every visit. */
export function colorsOf(series: readonly TimeSeries[]): readonly string[] {
  const keys = series.flatMap(({ key, tone }) => (key === undefined || tone !== undefined ? [] : [key]));
  const before = storedColors();
  const { colors, given } = chooseColors(keys, before);
  if (given !== before) localStorage.setItem(STORED, JSON.stringify(given));
  const now = series.filter(({ movedMs }) => movedMs === undefined).length;
  return series.map(({ key, tone }, index) => {
    // Without keys, the series of the time before stand in the order of those of now.
    const place = now === 0 ? index : index % now;
    if (tone === "rest") return "var(--color-series-rest)";
    if (tone === "accent") return "var(--color-series-1)";
    if (tone !== undefined) return `var(--color-${tone})`;
    const color = key === undefined ? place % SERIES_COLORS : (colors.get(key) ?? 0);
    return `var(--color-series-${color + 1})`;
  });
}

function storedColors(): GivenColors {
  try {
    return Object(JSON.parse(localStorage.getItem(STORED) ?? "{}")) as GivenColors;
  } catch {
    return {};
  }
}
