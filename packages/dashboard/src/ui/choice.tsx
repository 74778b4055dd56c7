import { useId } from "react";

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly (readonly [value: Value, name: string])[];
  readonly onChoose: (value: Value) => void;
  /** Says the label only to those who do not see it. */
  readonly isCompact?: boolean;
}

/** One of a few values. */
export function Choice<Value extends string>(props: ChoiceProps<Value>) {
  const { label, value, options, onChoose, isCompact = false } = props;
  const id = useId();
  return (
    <div className={isCompact ? "" : "flex flex-col gap-0.5"}>
      <label htmlFor={id} className={isCompact ? "sr-only" : "text-xs text-quiet"}>
        {label}
      </label>
      <select
        id={id}
        value={value}
        onChange={({ target }) => {
          const chosen = options.find(([option]) => option === target.value);
          if (chosen !== undefined) onChoose(chosen[0]);
        }}
        className="h-8 w-full rounded-md border border-line bg-panel px-2 text-sm hover:bg-raised"
      >
        {options.map(([option, name]) => (
          <option key={option} value={option}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}
