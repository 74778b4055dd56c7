/** What the files of one folder may import. */
export interface ZoneRule {
  /** The zone's name, as others' `zones` list it. */
  readonly name: string;
  readonly folder: string;
  /** Zones of this repository that it may import, its own included. */
  readonly zones: readonly string[];
  /** Zones of which it may import types, and nothing else. */
  readonly typeZones?: readonly string[];
  /** npm packages by name; "declared" leaves it to the unused-code check, which knows each package.json. */
  readonly npm: readonly string[] | "declared";
  readonly mayUseNode: boolean;
  /** No I/O, clock, randomness or environment: what it needs is passed in. */
  readonly isPure: boolean;
}

/** The arrows of the house; docs/architecture.md draws them. */
export const ZONE_RULES: readonly ZoneRule[] = [
  {
    name: "core",
    folder: "packages/core/src",
    zones: ["core"],
    npm: [
      "@datadog/sketches-js",
      "@pydantic/genai-prices",
      "gpt-tokenizer",
      "picocolors",
      "string-width",
      "temporal-polyfill",
      "zod",
    ],
    mayUseNode: false,
    isPure: true,
  },
  zone({ name: "notify", zones: ["notify", "core"] }),
  zone({ name: "sdk", zones: ["sdk", "core", "notify"] }),
  zone({ name: "testkit", zones: ["testkit", "core"] }),
  zone({ name: "server", zones: ["server", "core", "notify"] }),
  { ...zone({ name: "dashboard", zones: ["dashboard"] }), typeZones: ["server"] },
  { ...zone({ name: "examples", zones: ["examples", "sdk", "testkit"] }), folder: "examples" },
  { ...zone({ name: "e2e", zones: ["e2e", "sdk", "core", "notify", "server", "testkit"] }), folder: "e2e" },
  {
    ...zone({ name: "e2e-otel", zones: ["e2e-otel", "sdk", "core", "server", "testkit"] }),
    folder: "e2e-otel",
  },
  {
    ...zone({ name: "bench", zones: ["bench", "sdk", "core", "notify", "server", "testkit"] }),
    folder: "bench",
  },
  { ...zone({ name: "scripts", zones: ["scripts", "sdk", "core", "notify"] }), folder: "scripts" },
];

/** Tests and what only tests load: they may also use the testkit, Node and any declared package. */
export const TEST_FILE = /\.(test|contract|samples)\.tsx?$|\/testing\//;

/** The zone a path lies in. */
export function zoneOf(path: string): ZoneRule | undefined {
  return ZONE_RULES.find(({ folder }) => path.startsWith(`${folder}/`));
}

function zone({ name, zones }: Pick<ZoneRule, "name" | "zones">): ZoneRule {
  return { name, folder: `packages/${name}/src`, zones, npm: "declared", mayUseNode: true, isPure: false };
}
