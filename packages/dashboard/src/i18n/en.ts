import { enFrame } from "./en-frame.ts";
import { enPages } from "./en-pages.ts";
import { enServer } from "./en-server.ts";
import { enTraces } from "./en-traces.ts";
import { enWatch } from "./en-watch.ts";

/** Texts in English: the form that the other languages fill. */
export const en = { ...enFrame, ...enPages, ...enTraces, ...enServer, ...enWatch };
