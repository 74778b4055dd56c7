import { accessSync, constants, mkdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { property } from "@breakwater/core/usage/untyped";
import { DataDirectoryError } from "./data-directory-error.ts";

/**
 * Makes a directory and its parents, one by one: Node's own recursive way never returns where a mount refuses (/proc).
 * @throws the system's error
 */
export function makeDirectory(path: string): void {
  if (isDirectory(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeDirectory(parent);
  try {
    mkdirSync(path);
  } catch (error) {
    // Another process may have made it in the meantime; anything else that stands there is an error.
    if (!isDirectory(path)) throw error;
  }
}

/** Makes the data directory, if need be, and sees that it can be used. @throws DataDirectoryError */
export function prepareDataDirectory(directory: string): void {
  const path = resolve(directory);
  try {
    makeDirectory(path);
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new DataDirectoryError(directory, reasonOf(error, path));
  }
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function reasonOf(error: unknown, path: string): string {
  const code = String(property(error, "code") ?? error);
  const place = String(property(error, "path") ?? path);
  if (code === "EEXIST" || code === "ENOTDIR") return `${place} is no directory`;
  if (code === "EACCES" || code === "EPERM" || code === "EROFS")
    return `${place} cannot be written (${code})`;
  return `${place} cannot be made (${code})`;
}
