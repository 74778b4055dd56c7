import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Dropdown } from "../../ui/dropdown.tsx";

const MS_PER_SECOND = 1_000;
const NANOS_PER_USD = 1e9;

interface Minimums {
  readonly minDurationMs?: string | undefined;
  readonly minCostNanos?: string | undefined;
}

interface MinimumFieldsProps extends Minimums {
  readonly onChange: (changed: Minimums) => void;
}

/** How long and how dear a trace must be at least to be in the list. */
export function MinimumFields({ minDurationMs, minCostNanos, onChange }: MinimumFieldsProps) {
  const { t } = useTranslation();
  const isOn = minDurationMs !== undefined || minCostNanos !== undefined;
  const parts = [
    ...(minDurationMs === undefined ? [] : [`≥ ${Number(minDurationMs) / MS_PER_SECOND} s`]),
    ...(minCostNanos === undefined ? [] : [`≥ $${Number(minCostNanos) / NANOS_PER_USD}`]),
  ];
  return (
    <Dropdown
      label={`${t("traces.minimum")} ${parts.join(", ")}`.trim()}
      button={
        <span className={isOn ? "text-accent" : ""}>{isOn ? parts.join(", ") : t("traces.minimum")}</span>
      }
    >
      {(close) => (
        <MinimumForm
          minDurationMs={minDurationMs}
          minCostNanos={minCostNanos}
          onChange={(changed) => {
            onChange(changed);
            close();
          }}
        />
      )}
    </Dropdown>
  );
}

function MinimumForm({ minDurationMs, minCostNanos, onChange }: MinimumFieldsProps) {
  const { t } = useTranslation();
  const [seconds, setSeconds] = useState(numberText(minDurationMs, MS_PER_SECOND));
  const [usd, setUsd] = useState(numberText(minCostNanos, NANOS_PER_USD));
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    onChange({
      minDurationMs: scaledText(seconds, MS_PER_SECOND),
      minCostNanos: scaledText(usd, NANOS_PER_USD),
    });
  };
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-2 p-1">
      <NumberField label={t("traces.minSeconds")} value={seconds} onChange={setSeconds} />
      <NumberField label={t("traces.minUsd")} value={usd} onChange={setUsd} />
      <button type="submit" className="rounded-md bg-accent px-3 py-1 text-sm text-accent-ink">
        {t("range.apply")}
      </button>
    </form>
  );
}

interface NumberFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
}

function NumberField({ label, value, onChange }: NumberFieldProps) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="text-xs text-quiet">
        {label}
      </label>
      <input
        id={id}
        type="number"
        min={0}
        step="any"
        value={value}
        onChange={({ target }) => onChange(target.value)}
        className="h-8 w-full rounded-md border border-edge bg-page px-2 text-sm tabular-nums"
      />
    </div>
  );
}

function numberText(text: string | undefined, unit: number): string {
  return text === undefined ? "" : String(Number(text) / unit);
}

/** In the unit of the API; nothing for nothing. */
function scaledText(text: string, unit: number): string | undefined {
  const value = Math.round(Number(text) * unit);
  return value > 0 ? String(value) : undefined;
}
