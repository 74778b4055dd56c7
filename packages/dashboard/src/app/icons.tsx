/** Paths of the icons, drawn on a grid of 24 with round strokes. */
const PATHS = {
  overview: "M4 13h6V4H4zM14 20h6V4h-6zM4 20h6v-3H4z",
  explore: "M4 19V5M4 19h16M8 15l4-5 3 3 5-7",
  traces: "M4 6h9M7 12h9M11 18h9",
  live: "M5 12h3l3-7 4 14 3-7h2",
  models: "M12 3l8 4.5v9L12 21l-8-4.5v-9zM12 12l8-4.5M12 12v9M12 12L4 7.5",
  errors: "M12 4l9 16H3zM12 10v4M12 17v.5",
  users:
    "M9 11a3.5 3.5 0 100-7 3.5 3.5 0 000 7zM3 20c0-3.5 2.5-6 6-6s6 2.5 6 6M16 5a3.5 3.5 0 010 6M18 14.5c2 .8 3 2.800 3 5.500",
  sessions: "M4 5h16v11H9l-5 4z",
  budgets: "M4 7h16v12H4zM4 7l2-3h12M15 13h2",
  alerts: "M6 16V11a6 6 0 0112 0v5l2 2H4zM10 21h4",
  settings: "M4 7h10M18 7h2M4 17h4M12 17h8M16 5v4M10 15v4",
  search: "M11 18a7 7 0 100-14 7 7 0 000 14zM16 16l5 5",
  filter: "M4 5h16l-6 8v6l-4-2v-4z",
  close: "M6 6l12 12M18 6L6 18",
  pause: "M8 5v14M16 5v14",
  play: "M7 5l12 7-12 7z",
  clock: "M12 21a9 9 0 100-18 9 9 0 000 18zM12 7v5l3 3",
  keyboard: "M3 7h18v10H3zM7 10.500h.5M11 10.500h.5M15 10.500h.5M8 14h8",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  menu: "M4 6h16M4 12h16M4 18h16",
} as const;

/** Name of an icon. */
export type IconName = keyof typeof PATHS;

/** A picture beside a text that says the same. */
export function Icon({
  name,
  className = "size-4",
}: {
  readonly name: IconName;
  readonly className?: string;
}) {
  return (
    <svg
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.75}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      className={`shrink-0 ${className}`}
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
