import { enFrame } from "./en-frame.ts";
import { enPages } from "./en-pages.ts";

/** Texts in English: the form that the other languages fill. */
export const en = { ...enFrame, ...enPages };
