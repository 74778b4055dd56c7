import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { makeDirectory, prepareDataDirectory } from "./data-directory.ts";

const home = () => mkdtempSync(join(tmpdir(), "breakwater-place-"));

it("makes a directory with its parents, once", () => {
  const place = join(home(), "a", "b");
  prepareDataDirectory(place);
  prepareDataDirectory(place);
  expect(existsSync(place)).toBe(true);
});

it("says of a file that it is no directory", () => {
  const file = join(home(), "file");
  writeFileSync(file, "");
  expect(() => prepareDataDirectory(file)).toThrow(`${file} is no directory`);
  expect(() => prepareDataDirectory(join(file, "data"))).toThrow("--data, BREAKWATER_DATA or data");
});

it("returns from a mount that refuses", () => {
  expect(() => makeDirectory("/proc/1/x")).toThrow();
  expect(() => prepareDataDirectory("/proc/breakwater/x")).toThrow(/\/proc\/breakwater cannot be made/);
});

it.each([
  ["a directory that is there", "closed", "closed cannot be written (EACCES)"],
  ["one that would have to be made", join("closed", "data"), "data cannot be written (EACCES)"],
])("says of %s that it cannot be written", (_, name, reason) => {
  const place = home();
  mkdirSync(join(place, "closed"));
  chmodSync(join(place, "closed"), 0o555);
  chmodSync(place, 0o755);
  const message = messageWithoutRights(join(place, name));
  expect(message).toContain(`The data directory ${join(place, name)} cannot be used: ${place}`);
  expect(message).toContain(`${reason}. Give this program the right to write there`);
});

/** What is said of a directory to a process that has no rights of its own: whoever may write everywhere gives them up. */
function messageWithoutRights(directory: string): string {
  const program = `
    import { prepareDataDirectory } from ${JSON.stringify(join(import.meta.dirname, "data-directory.ts"))};
    const NOBODY = 65534;
    if (process.getuid() === 0) {
      process.setgroups([]);
      process.setgid(NOBODY);
      process.setuid(NOBODY);
    }
    try {
      prepareDataDirectory(process.argv[1]);
    } catch (error) {
      process.stdout.write(error.message);
    }`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["--no-warnings", "--input-type=module", "--eval", program, directory],
    { encoding: "utf8" },
  );
  expect(stderr).toBe("");
  return stdout;
}
