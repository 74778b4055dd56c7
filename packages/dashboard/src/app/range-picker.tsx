import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { TIME_ZONE } from "../format/use-format.ts";
import { Dropdown } from "../ui/dropdown.tsx";
import { Icon } from "./icons.tsx";
import { momentOf } from "./moments.ts";
import { NAMED_DAYS, offeredRange, type RangeTexts, rangeOfDay, rangeText } from "./range-text.ts";
import { useChangeView, useView } from "./use-view.ts";
import { isLive, QUICK_RANGES, USUAL_FROM, type View, zoomedOut } from "./view.ts";

/** Which stretch of time the pages look at, and the ways out of one that was zoomed into. */
export function RangePicker() {
  const { t, i18n } = useTranslation();
  const view = useView();
  const change = useChangeView();
  const now = Date.now();
  const texts: RangeTexts = (key, values) => t(key, { from: "", length: "", ...values });
  const text = rangeText(view, { t: texts, language: i18n.language, timeZone: TIME_ZONE, now });
  return (
    <>
      <WaysOut />
      <Dropdown
        label={`${t("range.label")}: ${text}`}
        button={
          <>
            <Icon name="clock" className="size-4 text-quiet" />
            <span className="text-left">{text}</span>
          </>
        }
      >
        {(close) => (
          <RangeMenu
            view={view}
            now={now}
            onChoose={(range) => {
              const { from: _from, to: _to, ...rest } = view;
              change({ ...rest, ...range });
              close();
            }}
          />
        )}
      </Dropdown>
    </>
  );
}

/** Shown over a range that does not move on. */
function WaysOut() {
  const { t } = useTranslation();
  const view = useView();
  const change = useChangeView();
  // Where one came from: back there one follows what arrives again.
  const followed = useRef<string>(undefined);
  useEffect(() => {
    if (isLive(view)) followed.current = view.from;
  }, [view]);
  if (isLive(view)) return null;
  const { from: _from, to: _to, ...rest } = view;
  const button = "h-8 rounded-md border border-line bg-panel px-2.5 text-sm hover:bg-raised";
  return (
    <>
      <button type="button" className={button} onClick={() => change(zoomedOut(view, Date.now()))}>
        {t("range.out")}
      </button>
      <button
        type="button"
        className={button}
        onClick={() => change({ ...rest, ...(followed.current !== undefined && { from: followed.current }) })}
      >
        {t("range.back")}
      </button>
    </>
  );
}

type Range = Pick<View, "from" | "to">;

interface RangeMenuProps {
  readonly view: View;
  readonly now: number;
  readonly onChoose: (range: Range) => void;
}

function RangeMenu({ view, now, onChoose }: RangeMenuProps) {
  const { t } = useTranslation();
  const offered = offeredRange(view, now);
  return (
    <div className="text-sm">
      <ul className="grid grid-cols-2 gap-x-1">
        {[...QUICK_RANGES, ...NAMED_DAYS].map((range) => (
          <li key={range}>
            <button
              type="button"
              aria-pressed={offered === range}
              onClick={() =>
                onChoose(
                  range === "today" || range === "yesterday" ? rangeOfDay(range, now) : { from: range },
                )
              }
              className="w-full rounded px-2 py-1 text-left hover:bg-raised aria-pressed:bg-raised aria-pressed:font-medium"
            >
              {t(`range.${range}`)}
            </button>
          </li>
        ))}
      </ul>
      <OwnRange view={view} now={now} onChoose={onChoose} />
      <p className="mt-2 border-t border-line px-2 pt-2 text-xs text-quiet">
        {t("range.zone", { zone: TIME_ZONE })}
      </p>
    </div>
  );
}

function OwnRange({ view: { from = USUAL_FROM, to = "now" }, now, onChoose }: RangeMenuProps) {
  const { t } = useTranslation();
  const [start, setStart] = useState(() => fieldText(momentOf(from, now)));
  const [end, setEnd] = useState(() => fieldText(momentOf(to, now)));
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    onChoose({ from: new Date(start).toISOString(), to: new Date(end).toISOString() });
  };
  return (
    <form onSubmit={onSubmit} className="mt-2 flex flex-col gap-2 border-t border-line p-2">
      <MomentField label={t("range.from")} value={start} onChange={setStart} />
      <MomentField label={t("range.to")} value={end} after={start} onChange={setEnd} />
      <button type="submit" className="rounded-md bg-accent px-3 py-1 text-accent-ink">
        {t("range.apply")}
      </button>
    </form>
  );
}

interface MomentFieldProps {
  readonly label: string;
  readonly value: string;
  /** The earliest that makes sense. */
  readonly after?: string;
  readonly onChange: (text: string) => void;
}

function MomentField({ label, value, after, onChange }: MomentFieldProps) {
  const id = useId();
  const earliest = after === undefined || after === "" ? undefined : minuteAfter(after);
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="text-xs text-quiet">
        {label}
      </label>
      <input
        id={id}
        type="datetime-local"
        required
        min={earliest}
        value={value}
        onChange={({ target }) => onChange(target.value)}
        className="h-8 w-full min-w-0 rounded-md border border-edge bg-page px-2 text-sm"
      />
    </div>
  );
}

function minuteAfter(text: string): string {
  return fieldText(new Date(text).getTime() + 60_000);
}

/** A moment as such a field writes it: on the browser's clock, to the minute. */
function fieldText(epochMs: number): string {
  const offsetMs = new Date(epochMs).getTimezoneOffset() * 60_000;
  return new Date(epochMs - offsetMs).toISOString().slice(0, 16);
}
