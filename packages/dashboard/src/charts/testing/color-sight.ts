/** How people see colours: as most do, or without one of the three kinds of cones. */
export const SIGHTS = ["usual", "protanopia", "deuteranopia", "tritanopia"] as const;

/** A way to see colours. */
export type Sight = (typeof SIGHTS)[number];

type Triple = readonly [number, number, number];
type Matrix = readonly [Triple, Triple, Triple];

/**
 * What of red, green and blue light is seen, over linear values: G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, "A
 * Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE TVCG 15 (6), 2009, severity 1.0.
 */
const SEEN: Readonly<Record<Sight, Matrix>> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** From linear sRGB to CIE XYZ, by the white of D65. */
const TO_XYZ: Matrix = [
  [0.4124564 / 0.95047, 0.3575761 / 0.95047, 0.1804375 / 0.95047],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339 / 1.08883, 0.119192 / 1.08883, 0.9503041 / 1.08883],
];

/** A colour in CIE L*a*b*. */
export interface Lab {
  readonly l: number;
  readonly a: number;
  readonly b: number;
}

/** A colour as it is seen. @param hex `#rrggbb` */
export function seenColor(hex: string, sight: Sight): Lab {
  const [red, green, blue] = times(SEEN[sight], linear(hex));
  const [x, y, z] = times(TO_XYZ, [clamped(red), clamped(green), clamped(blue)]);
  return {
    l: 116 * evened(y) - 16,
    a: 500 * (evened(x) - evened(y)),
    b: 200 * (evened(y) - evened(z)),
  };
}

/** Equal steps of it look equal. */
function evened(value: number): number {
  return value > 216 / 24_389 ? Math.cbrt(value) : ((24_389 / 27) * value + 16) / 116;
}

/** How bright a colour is beside another, 1 to 21, by WCAG 2. */
export function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [one, other]
    .map((hex) => times(TO_XYZ, linear(hex))[1])
    .toSorted((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function linear(hex: string): Triple {
  const part = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [part(1), part(3), part(5)];
}

function times(matrix: Matrix, [x, y, z]: Triple): Triple {
  const row = ([a, b, c]: Triple) => a * x + b * y + c * z;
  return [row(matrix[0]), row(matrix[1]), row(matrix[2])];
}

function clamped(value: number): number {
  return Math.min(1, Math.max(0, value));
}
