import { defineConfig, type UserConfig } from "tsdown";

// The private packages are not published, so their code travels inside. The tokenizer is 30 MB as a package, of which
// two tables are needed: they become chunks of their own, loaded when a first text is counted. string-width has no
// CommonJS form, which hosts that run their tests through a CommonJS transform could not load.
const bundled = [
  /^@breakwater\//,
  /^gpt-tokenizer/,
  "string-width",
  "strip-ansi",
  "ansi-regex",
  "get-east-asian-width",
];

const shared = {
  cwd: import.meta.dirname,
  platform: "node",
  target: "node22.15",
  tsconfig: "../../tsconfig.json",
  fixedExtension: false,
  hash: false,
  logLevel: "warn",
  checks: { legacyCjs: false },
  dts: { entry: ["**/src/index.ts", "**/src/entry/*.ts"] },
  deps: { alwaysBundle: bundled, onlyBundle: false },
} satisfies UserConfig;

const entries = {
  index: "src/index.ts",
  fetch: "src/entry/fetch.ts",
  langchain: "src/entry/langchain.ts",
  "ai-sdk": "src/entry/ai-sdk.ts",
  otel: "src/entry/otel.ts",
  register: "src/entry/register.ts",
};

/** Chunks get names of their own: one with types is called `index` too, and would take the entry's place. */
const chunksIn = (extension: string) => ({ chunkFileNames: `shared-[name].${extension}` });

export default defineConfig([
  {
    ...shared,
    entry: { ...entries, "breakwater-report": "src/cli/breakwater-report.ts" },
    format: "esm",
    outputOptions: chunksIn("js"),
  },
  { ...shared, entry: entries, format: "cjs", outputOptions: chunksIn("cjs") },
]);
