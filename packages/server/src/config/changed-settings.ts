import { type SettingPath, type Settings, settingPaths } from "./settings-schema.ts";

/** Settings that differ, by name. */
export interface ChangedSettings {
  /** In force at once. */
  readonly applied: readonly string[];
  /** In force after a restart. */
  readonly waiting: readonly string[];
}

/** Settings, or groups of them, that are read whenever they are needed. */
const LIVE =
  /^(?:limits|payload|prices|retention|disk|log\.level|access\.(?:adminKey|hosts|required)|shutdown)\b/;

/** Whether a setting, or every one of a group, is in force as soon as the configuration is read again. */
export function isAppliedLive(name: string): boolean {
  return LIVE.test(name);
}

/** What a new configuration changes, and what of it must wait. */
export function changedSettings(before: Settings, after: Settings): ChangedSettings {
  const changed = settingPaths()
    .filter((path) => textAt(before, path) !== textAt(after, path))
    .map((path) => path.join("."));
  return {
    applied: changed.filter(isAppliedLive),
    waiting: changed.filter((name) => !isAppliedLive(name)),
  };
}

function textAt(settings: Settings, path: SettingPath): string {
  const value = path.reduce((inner: unknown, key) => Object(inner)[key], settings);
  return JSON.stringify(value, (_, inner) => (inner instanceof RegExp ? String(inner) : inner)) ?? "";
}
