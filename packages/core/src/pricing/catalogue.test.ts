import { expect, test } from "vitest";
import corePackage from "../../package.json" with { type: "json" };
import { CATALOGUE } from "./catalogue.ts";

test("the name on each cost is that of the installed catalogue", () => {
  expect(CATALOGUE).toBe(`genai-prices@${corePackage.dependencies["@pydantic/genai-prices"]}`);
});
