import { zhFrame } from "./zh-frame.ts";
import { zhPages } from "./zh-pages.ts";
import { zhServer } from "./zh-server.ts";
import { zhWatch } from "./zh-watch.ts";

/** Texts in Chinese, all of them. */
export const zh = { ...zhFrame, ...zhPages, ...zhServer, ...zhWatch };
