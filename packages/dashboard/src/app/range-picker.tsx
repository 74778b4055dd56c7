import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { TIME_ZONE, useFormat } from "../format/use-format.ts";
import { Dropdown } from "../ui/dropdown.tsx";
import { Icon } from "./icons.tsx";
import { useChangeView, useView } from "./use-view.ts";
import { QUICK_RANGES, type QuickRange, USUAL_FROM } from "./view.ts";

/** Which stretch of time the pages look at. */
export function RangePicker() {
  const { t } = useTranslation();
  const view = useView();
  const change = useChangeView();
  const text = useRangeText();
  const { from: _from, to: _to, ...rest } = view;
  return (
    <Dropdown
      label={`${t("range.label")}: ${text}`}
      button={
        <>
          <Icon name="clock" className="size-4 text-quiet" />
          <span className="max-w-72 truncate">{text}</span>
        </>
      }
    >
      {(close) => (
        <div className="text-sm">
          <ul>
            {QUICK_RANGES.map((range) => (
              <li key={range}>
                <button
                  type="button"
                  aria-pressed={quickRange(view) === range}
                  onClick={() => {
                    change({ ...rest, from: range });
                    close();
                  }}
                  className="w-full rounded px-2 py-1 text-left hover:bg-raised aria-pressed:bg-raised aria-pressed:font-medium"
                >
                  {t(`range.${range}`)}
                </button>
              </li>
            ))}
          </ul>
          <OwnRange
            onChoose={(from, to) => {
              change({ ...rest, from, to });
              close();
            }}
          />
          <p className="mt-2 border-t border-line px-2 pt-2 text-xs text-quiet">
            {t("range.zone", { zone: TIME_ZONE })}
          </p>
        </div>
      )}
    </Dropdown>
  );
}

function OwnRange({ onChoose }: { readonly onChoose: (from: string, to: string) => void }) {
  const { t } = useTranslation();
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const id = useId();
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    onChoose(new Date(from).toISOString(), new Date(to).toISOString());
  };
  const field = "h-8 w-full rounded-md border border-edge bg-page px-2 text-sm";
  return (
    <form
      onSubmit={onSubmit}
      className="mt-2 grid grid-cols-[auto_1fr] items-center gap-1.5 border-t border-line p-2"
    >
      <label htmlFor={`${id}-from`}>{t("range.from")}</label>
      <input
        id={`${id}-from`}
        type="datetime-local"
        required
        value={from}
        onChange={({ target }) => setFrom(target.value)}
        className={field}
      />
      <label htmlFor={`${id}-to`}>{t("range.to")}</label>
      <input
        id={`${id}-to`}
        type="datetime-local"
        required
        min={from}
        value={to}
        onChange={({ target }) => setTo(target.value)}
        className={field}
      />
      <button type="submit" className="col-start-2 rounded-md bg-accent px-3 py-1 text-accent-ink">
        {t("range.apply")}
      </button>
    </form>
  );
}

/** The range as one would say it. */
function useRangeText(): string {
  const { t } = useTranslation();
  const { time } = useFormat();
  const view = useView();
  const quick = quickRange(view);
  if (quick !== undefined) return t(`range.${quick}`);
  const { from = USUAL_FROM, to = "now" } = view;
  const told = (moment: string) => (moment.startsWith("now") ? moment : time(moment));
  return `${told(from)} – ${told(to)}`;
}

function quickRange({ from = USUAL_FROM, to = "now" }: { readonly from?: string; readonly to?: string }) {
  return to === "now" ? QUICK_RANGES.find((range): range is QuickRange => range === from) : undefined;
}
