import { describe, expect, it } from "vitest";
import { findInstallReason, findVersionProblem, withoutLocalBinaries } from "./install-state.mjs";

describe("findVersionProblem", () => {
  it.each([
    ["Node 20 with its own npm", "v20.19.0", "10.8.2"],
    ["Node 24 with npm 11", "v24.21.0", "11.19.1"],
  ])("accepts %s", (_name, node, npm) => {
    expect(findVersionProblem({ node, npm })).toBeUndefined();
  });

  it.each([
    ["an old Node", { node: "v18.20.1", npm: "10.8.2" }, "Node 20 or newer is needed, found v18.20.1"],
    ["an old npm", { node: "v20.19.0", npm: "9.9.4" }, "npm 10 or newer is needed, found 9.9.4"],
    ["no npm", { node: "v20.19.0", npm: undefined }, "npm is needed"],
  ])("refuses %s and says what to do", (_name, versions, expected) => {
    expect(findVersionProblem(versions)).toContain(expected);
  });
});

describe("findInstallReason", () => {
  const wanted = {
    packages: {
      "": { version: "0.1.0" },
      "packages/core": { version: "0.1.0" },
      "node_modules/@breakwater/core": { resolved: "packages/core", link: true },
      "node_modules/zod": { version: "4.6.7" },
      "node_modules/a/node_modules/zod": { version: "3.0.0" },
      "node_modules/@binding/other-platform": { version: "1.0.0", optional: true },
    },
  };
  const { "": _root, "node_modules/@binding/other-platform": _optional, ...present } = wanted.packages;

  it("is satisfied by what npm notes after an install, without other platforms' packages", () => {
    expect(findInstallReason(wanted, { packages: present })).toBeUndefined();
  });

  it("asks for an install on a fresh clone", () => {
    expect(findInstallReason(wanted, undefined)).toBe("nothing is installed yet");
  });

  it("asks for an install when the lockfile moved to another version, nested ones included", () => {
    const older = { ...present, "node_modules/a/node_modules/zod": { version: "2.0.0" } };
    expect(findInstallReason(wanted, { packages: older })).toBe(
      "node_modules/a/node_modules/zod has changed",
    );
  });

  it("asks for an install when a package or a workspace link is missing", () => {
    const { "node_modules/zod": _zod, ...rest } = present;
    expect(findInstallReason(wanted, { packages: rest })).toBe("node_modules/zod is missing");
    const { "node_modules/@breakwater/core": _link, ...unlinked } = present;
    expect(findInstallReason(wanted, { packages: unlinked })).toContain("@breakwater/core is missing");
  });
});

describe("withoutLocalBinaries", () => {
  it("leaves the machine's folders in their order", () => {
    expect(withoutLocalBinaries("/a/node_modules/.bin:/usr/local/bin:/b/node_modules/.bin/:/bin", ":")).toBe(
      "/usr/local/bin:/bin",
    );
    expect(withoutLocalBinaries("C:\\x\\node_modules\\.bin;C:\\nodejs", ";")).toBe("C:\\nodejs");
  });
});
