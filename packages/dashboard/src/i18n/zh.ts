import { zhFrame } from "./zh-frame.ts";
import { zhPages } from "./zh-pages.ts";
import { zhServer } from "./zh-server.ts";
import { zhTraces } from "./zh-traces.ts";
import { zhWatch } from "./zh-watch.ts";

/** Texts in Chinese, all of them. */
export const zh = { ...zhFrame, ...zhPages, ...zhTraces, ...zhServer, ...zhWatch };
