/** The sign of the house beside its name; the same drawing as public/icon.svg, which tabs show, without fetching it. */
export function Logo({ className }: { readonly className: string }) {
  return (
    <svg viewBox="0 0 32 32" fill="none" strokeLinecap="round" aria-hidden="true" className={className}>
      <rect width="32" height="32" rx="7" fill="#0b5c7d" />
      <path d="M4 21c3 0 3-3 6-3s3 3 6 3 3-3 6-3 3 3 6 3" stroke="#fff" strokeWidth="2.6" />
      <path d="M9 14 16 7l7 7" stroke="#8fd3e8" strokeWidth="2.6" strokeLinejoin="round" />
    </svg>
  );
}
