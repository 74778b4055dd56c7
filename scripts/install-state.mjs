// @ts-check
// Plain JavaScript, and nothing newer than Node 20: it runs before the pinned Node is installed.

/**
 * @typedef {object} LockedPackage One entry of a package-lock.json.
 * @property {string} [version]
 * @property {string} [resolved]
 * @property {boolean} [link]
 * @property {boolean} [optional] Belongs to another platform, perhaps: npm may rightly leave it out.
 *
 * @typedef {object} Lockfile
 * @property {Record<string, LockedPackage>} [packages]
 */

/** The oldest Node that can start the set-up; everything after it runs under the pinned one. */
export const OLDEST_NODE = 20;

/** The oldest npm that reads this lockfile and knows workspaces as Node 20 shipped it. */
export const OLDEST_NPM = 10;

/**
 * Says why this machine's Node or npm cannot be used, in a sentence for its user.
 *
 * @param {{ node: string, npm: string | undefined }} versions Such as `v20.19.0` and `11.6.0`.
 * @returns {string | undefined} Nothing when both will do.
 */
export function findVersionProblem({ node, npm }) {
  if (majorOf(node) < OLDEST_NODE) {
    return `Node ${OLDEST_NODE} or newer is needed, found ${node}. Install it from https://nodejs.org and try again.`;
  }
  if (npm === undefined) {
    return "npm is needed, but it could not be run. Install Node from https://nodejs.org, which brings npm.";
  }
  if (majorOf(npm) < OLDEST_NPM) {
    return `npm ${OLDEST_NPM} or newer is needed, found ${npm}. Run: npm install --global npm@latest`;
  }
  return undefined;
}

/**
 * Compares what the lockfile asks for with what npm noted as installed in node_modules.
 *
 * @param {Lockfile} wanted package-lock.json
 * @param {Lockfile | undefined} installed node_modules/.package-lock.json, which npm writes as its last act
 * @returns {string | undefined} Why an install is due, nothing when it is not.
 */
export function findInstallReason(wanted, installed) {
  if (installed === undefined) return "nothing is installed yet";
  const found = installed.packages ?? {};
  for (const [path, entry] of Object.entries(wanted.packages ?? {})) {
    const isInstallable = path.startsWith("node_modules/") || path.includes("/node_modules/");
    if (!isInstallable) continue;
    const present = found[path];
    if (present === undefined && entry.optional) continue;
    if (present === undefined) return `${path} is missing`;
    if (present.version !== entry.version || present.link !== entry.link) return `${path} has changed`;
  }
  return undefined;
}

/**
 * The PATH without node_modules/.bin folders, so that npm does not run on the very Node it is about to replace.
 *
 * @param {string} path
 * @param {string} delimiter `:` or `;`
 * @returns {string}
 */
export function withoutLocalBinaries(path, delimiter) {
  return path
    .split(delimiter)
    .filter((folder) => !/[\\/]node_modules[\\/]\.bin[\\/]?$/.test(folder))
    .join(delimiter);
}

/** @param {string} version */
function majorOf(version) {
  return Number.parseInt(version.replace(/^v/, ""), 10);
}
