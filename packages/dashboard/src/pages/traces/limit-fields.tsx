import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Dropdown } from "../../ui/dropdown.tsx";
import {
  inUnit,
  limitsText,
  MS_PER_SECOND,
  NANOS_PER_USD,
  scaledText,
  type TraceLimits,
} from "./trace-limits.ts";

interface LimitFieldsProps {
  readonly limits: TraceLimits;
  readonly onChange: (changed: TraceLimits) => void;
}

/** How long and how dear the spans of a trace must be for it to be in the list. */
export function LimitFields({ limits, onChange }: LimitFieldsProps) {
  const { t } = useTranslation();
  const text = limitsText(limits);
  return (
    <Dropdown
      label={`${t("traces.limits")} ${text}`.trim()}
      button={<span className={text === "" ? "" : "text-accent"}>{text || t("traces.limits")}</span>}
    >
      {(close) => (
        <LimitForm
          limits={limits}
          onChange={(changed) => {
            onChange(changed);
            close();
          }}
        />
      )}
    </Dropdown>
  );
}

function LimitForm({ limits, onChange }: LimitFieldsProps) {
  const { t } = useTranslation();
  const [least, setLeast] = useState(inUnit(limits.minDurationMs, MS_PER_SECOND));
  const [most, setMost] = useState(inUnit(limits.maxDurationMs, MS_PER_SECOND));
  const [usd, setUsd] = useState(inUnit(limits.minCostNanos, NANOS_PER_USD));
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    onChange({
      minDurationMs: scaledText(least, MS_PER_SECOND),
      maxDurationMs: scaledText(most, MS_PER_SECOND),
      minCostNanos: scaledText(usd, NANOS_PER_USD),
    });
  };
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-2 p-1">
      <NumberField label={t("traces.minSeconds")} value={least} onChange={setLeast} />
      <NumberField label={t("traces.maxSeconds")} value={most} onChange={setMost} />
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
