/** The pages that one can go to from anywhere: address, name of the text, and the second key after `g`. */
export const PAGES = [
  { to: "/", name: "overview", key: "o" },
  { to: "/explore", name: "explore", key: "x" },
  { to: "/traces", name: "traces", key: "t" },
  { to: "/live", name: "live", key: "l" },
  { to: "/models", name: "models", key: "m" },
  { to: "/errors", name: "errors", key: "e" },
  { to: "/users", name: "users", key: "u" },
  { to: "/sessions", name: "sessions", key: "s" },
  { to: "/budgets", name: "budgets", key: "b" },
  { to: "/alerts", name: "alerts", key: "a" },
  { to: "/settings", name: "settings", key: "," },
] as const;
