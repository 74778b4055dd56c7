import { zhFrame } from "./zh-frame.ts";
import { zhPages } from "./zh-pages.ts";

/** Texts in Chinese, all of them. */
export const zh = { ...zhFrame, ...zhPages };
