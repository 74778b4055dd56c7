import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { describe, expect, it } from "vitest";
import { describeReceiverContract } from "./receiver.contract.ts";
import { createReceiver, RECEIVER_KINDS, type ReceiverConfig, receiverConfigSchema } from "./registry.ts";

for (const kind of RECEIVER_KINDS) {
  describeReceiverContract({ name: kind.type, make: (edge) => kind.create(kind.example, edge) });

  describe(`the folder of ${kind.type}`, () => {
    const folder = new URL(`./${kind.type}/`, import.meta.url);

    it("has a test and a README that names every option", () => {
      expect(readdirSync(folder).some((file) => file.endsWith(".test.ts"))).toBe(true);
      const readme = readFileSync(new URL("README.md", folder), "utf8");
      for (const option of Object.keys(kind.schema.shape)) expect(readme).toContain(`\`${option}\``);
    });

    it("has an example that its schema takes, and refuses an unknown option by name", () => {
      expect(receiverConfigSchema.parse(kind.example)).toMatchObject({ type: kind.type });
      expect(() => receiverConfigSchema.parse({ ...kind.example, tpyo: 1 })).toThrow("tpyo");
    });

    it("refuses an address that is none, without repeating it", () => {
      for (const url of ["hooks.example/s3cr3t", "ftp://u:s3cr3t@host/", ""]) {
        const { error } = receiverConfigSchema.safeParse({ ...kind.example, url });
        expect(error?.issues[0]?.path).toEqual(["url"]);
        expect(error?.message).not.toContain("s3cr3t");
      }
    });
  });
}

it("every folder is in the registry", () => {
  const folders = readdirSync(new URL(".", import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  expect(RECEIVER_KINDS.map(({ type }) => type).sort()).toEqual(folders.sort());
  expect(existsSync(new URL("receiver.contract.ts", import.meta.url))).toBe(true);
});

it("makes the receiver that a configuration describes, by its name", () => {
  const edge = { clock: createFakeClock() };
  for (const { example } of RECEIVER_KINDS)
    expect(createReceiver(receiverConfigSchema.parse({ ...example, name: "mine" }), edge).name).toBe("mine");
  const unknown = { ...receiverConfigSchema.parse(RECEIVER_KINDS[0].example), type: "pager" };
  // The types forbid it; a configuration read by hand can hold it.
  expect(() => createReceiver(unknown as ReceiverConfig, edge)).toThrow("pager");
});
