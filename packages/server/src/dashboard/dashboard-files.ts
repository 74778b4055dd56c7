import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join, sep } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, gzip } from "node:zlib";

/** How a file may be packed for a browser. */
export type Packing = "br" | "gzip";

/** One file of the built dashboard. */
export interface DashboardFile {
  readonly mediaType: string;
  readonly content: Buffer;
  /** A strong validator of the content, in quotes. */
  readonly etag: string;
  /** Its name changes with its content, so that browsers may keep it for good. */
  readonly isImmutable: boolean;
  /** The content packed; done once, when it is first asked for. */
  packed(packing: Packing): Promise<Buffer>;
}

/** The built dashboard by path, such as `/assets/index-1a2b.js`; `/index.html` is the page itself. */
export type DashboardFiles = ReadonlyMap<string, DashboardFile>;

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

const PACKERS: Readonly<Record<Packing, (content: Buffer) => Promise<Buffer>>> = {
  br: promisify(brotliCompress),
  gzip: promisify(gzip),
};

/** Where a build is: beside the bundle of the server, or in this repository. */
const PLACES = [
  join(import.meta.dirname, "dashboard"),
  join(import.meta.dirname, "..", "..", "..", "dashboard", "dist"),
];

/** The dashboard that belongs to this server; nothing when it was not built. */
export function findDashboard(places: readonly string[] = PLACES): DashboardFiles | undefined {
  const place = places.find((directory) => existsSync(join(directory, "index.html")));
  return place === undefined ? undefined : readDashboard(place);
}

/** Reads a build whole: it is small, and what is asked for is then looked up, never searched on disk. */
function readDashboard(directory: string): DashboardFiles {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return new Map(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      const address = path.slice(directory.length).split(sep).join("/");
      return [address, dashboardFile(address, readFileSync(path))];
    }),
  );
}

function dashboardFile(address: string, content: Buffer): DashboardFile {
  const packed = new Map<Packing, Promise<Buffer>>();
  return {
    mediaType: MEDIA_TYPES[extname(address)] ?? "application/octet-stream",
    content,
    etag: `"${createHash("sha256").update(content).digest("base64url")}"`,
    isImmutable: address.startsWith("/assets/"),
    packed: (packing) => {
      const made = packed.get(packing) ?? PACKERS[packing](content);
      packed.set(packing, made);
      return made;
    },
  };
}
