/**
 * The most tokens one image can cost, by family, at the largest size that the provider does not scale down:
 * gpt-4o-mini 2,833 + 8 tiles x 5,667; gpt-4o and gpt-4.1 85 + 8 x 170; o1 and o3 75 + 8 x 150; gpt-5 70 + 8 x 140;
 * the small gpt-4.1, gpt-5 and o4 models 1,536 patches times their factor (up to 2.46); Claude up to 4,784 (2,576
 * pixels on the long edge); Gemini 258 for each of up to 16 crops.
 */
const BY_FAMILY: readonly (readonly [family: RegExp, tokens: number])[] = [
  [/gpt-4o-mini/, 48_169],
  [/gpt-4\.1-(mini|nano)|gpt-5-(mini|nano)|o4-mini/, 3_779],
  [/gpt-4o|gpt-4\.1|gpt-4\.5|gpt-4-turbo|gpt-4-vision/, 1_445],
  [/gpt-5(?![.\d])|(^|\/)o[13](?!-mini)/, 1_445],
  [/claude/, 4_784],
  [/gemini/, 4_128],
];

/** For families that are not listed: the dearest of all that are. */
const UNKNOWN_IMAGE_TOKENS = 48_169;

/** Upper bound of the tokens of one image for a model; 48,169 for models that are not known. */
export function imageTokenBound(model: string | undefined): number {
  if (model === undefined) return UNKNOWN_IMAGE_TOKENS;
  const name = model.toLowerCase();
  return BY_FAMILY.find(([family]) => family.test(name))?.[1] ?? UNKNOWN_IMAGE_TOKENS;
}
