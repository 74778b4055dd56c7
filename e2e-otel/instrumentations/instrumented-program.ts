import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { ProgramSettings } from "./programs/program-settings.ts";

/**
 * The programs whose spans are kept as fixtures, and under which name. Each makes calls through a real instrumentation
 * and ends when its spans are sent.
 */
export const RECORDED_PROGRAMS = {
  "ai-sdk": "ai-sdk",
  "genai-openai": "genai-openai",
  "openinference-langchain": "openinference-langchain",
  "openinference-openai": "openinference",
  "traceloop-openai": "traceloop",
} as const;

/** Runs a program to its end. @throws Error with what it wrote when it fails */
export async function runProgram(name: string, settings: ProgramSettings): Promise<void> {
  const program = fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, [program, JSON.stringify(settings)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let written = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      written += chunk;
    });
  }
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`${name} ended with ${code}:\n${written}`);
}
