import { isNode, LineCounter, parseDocument } from "yaml";
import { ConfigError } from "./config-error.ts";
import type { SettingPath } from "./settings-schema.ts";

/** A configuration file that has been read, not yet checked. */
export interface ConfigFile {
  readonly path: string;
  readonly values: unknown;
  /** Line of a setting, from 1; of the nearest place around it when it has none of its own. */
  lineOf(path: SettingPath): number;
}

/** Reads YAML (or JSON, which is YAML too). @throws ConfigError when it is neither */
export function readConfigFile(path: string, content: string): ConfigFile {
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line } = lines.linePos(error.pos[0]);
    throw new ConfigError([
      { path: "", source: `${path}, line ${line}`, expected: "YAML", found: `an error: ${error.message}` },
    ]);
  }
  return {
    path,
    values: document.toJS({ maxAliasCount: 100 }),
    lineOf: (setting) => {
      for (let length = setting.length; length > 0; length -= 1) {
        const node: unknown = document.getIn(setting.slice(0, length), true);
        if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
      }
      return 1;
    },
  };
}
