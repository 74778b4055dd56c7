import type { Lab } from "./color-sight.ts";

/** CIEDE2000: about 1 can just be told apart side by side. After Sharma, Wu, Dalal, "The CIEDE2000 Color-Difference Formula", 2005. */
export function colorDistance(one: Lab, other: Lab): number {
  const stretch = 1 + 0.5 * (1 - chromaWeight((Math.hypot(one.a, one.b) + Math.hypot(other.a, other.b)) / 2));
  const [first, second] = [polar(one, stretch), polar(other, stretch)];
  const isGrey = first.chroma * second.chroma === 0;
  const turn = isGrey ? 0 : ((second.hue - first.hue + 540) % 360) - 180;
  const hue = isGrey ? first.hue + second.hue : (first.hue + turn / 2 + 360) % 360;
  const [light, chroma] = [(one.l + other.l) / 2, (first.chroma + second.chroma) / 2];
  const lightness = (other.l - one.l) / (1 + (0.015 * (light - 50) ** 2) / Math.sqrt(20 + (light - 50) ** 2));
  const colourfulness = (second.chroma - first.chroma) / (1 + 0.045 * chroma);
  const tone =
    (2 * Math.sqrt(first.chroma * second.chroma) * sine(turn / 2)) / (1 + 0.015 * chroma * toneWeight(hue));
  const twist = -sine(60 * Math.exp(-(((hue - 275) / 25) ** 2))) * 2 * chromaWeight(chroma);
  return Math.sqrt(lightness ** 2 + colourfulness ** 2 + tone ** 2 + twist * colourfulness * tone);
}

const DEGREE = Math.PI / 180;

function polar({ a, b }: Lab, stretch: number) {
  const x = a * stretch;
  const hue = x === 0 && b === 0 ? 0 : (Math.atan2(b, x) / DEGREE + 360) % 360;
  return { chroma: Math.hypot(x, b), hue };
}

function chromaWeight(chroma: number): number {
  return Math.sqrt(chroma ** 7 / (chroma ** 7 + 25 ** 7));
}

function toneWeight(hue: number): number {
  const wave = (times: number, shift: number) => sine(times * hue + shift + 90);
  return 1 - 0.17 * wave(1, -30) + 0.24 * wave(2, 0) + 0.32 * wave(3, 6) - 0.2 * wave(4, -63);
}

function sine(degrees: number): number {
  return Math.sin(degrees * DEGREE);
}
