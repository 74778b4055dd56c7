// @ts-check
// Plain JavaScript: the set-up uses it before the pinned Node is installed.

/**
 * Lets a child decide how both end. Ctrl-C reaches every process of a terminal by itself: this one stays until the child
 * has put its things in order. SIGTERM comes to this process alone and is passed on.
 *
 * @param {import("node:child_process").ChildProcess} child
 */
export function relaySignals(child) {
  const stay = () => {};
  const pass = () => child.kill("SIGTERM");
  process.on("SIGINT", stay);
  process.on("SIGTERM", pass);
  child.once("close", () => {
    process.off("SIGINT", stay);
    process.off("SIGTERM", pass);
  });
}
