/** How large a part is, 0 to 1, as a bar beside its number. */
export function ShareBar({ share }: { readonly share: number | undefined }) {
  return (
    <span className="block h-1.5 w-full overflow-hidden rounded-full bg-raised" aria-hidden="true">
      <span
        className="block h-full rounded-full bg-series-1"
        style={{ width: `${Math.min(1, Math.max(0, share ?? 0)) * 100}%` }}
      />
    </span>
  );
}
