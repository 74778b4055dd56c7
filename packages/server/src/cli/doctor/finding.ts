/** How grave a finding is. */
export type Gravity = "ok" | "warning" | "problem";

/** One thing that was looked at. */
export interface Finding {
  readonly check: string;
  readonly gravity: Gravity;
  readonly message: string;
}

/** As it should be. */
export function fine(check: string, message: string): Finding {
  return { check, gravity: "ok", message };
}

/** May be wrong. */
export function warning(check: string, message: string): Finding {
  return { check, gravity: "warning", message };
}

/** Is wrong. */
export function problem(check: string, message: string): Finding {
  return { check, gravity: "problem", message };
}
