import { type ReactNode, useEffect, useRef, useState } from "react";

interface DropdownProps {
  /** What the button says; its name for those who do not see it, where that is more. */
  readonly button: ReactNode;
  readonly label?: string;
  readonly align?: "left" | "right";
  /** What opens below it. */
  readonly children: (close: () => void) => ReactNode;
}

/** A button with something below it, which closes by Escape, by a click elsewhere, or when the focus leaves. */
export function Dropdown({ button, label, align = "right", children }: DropdownProps) {
  const [isOpen, setOpen] = useState(false);
  const whole = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!isOpen) return undefined;
    const closeByKey = ({ key }: KeyboardEvent) => {
      if (key !== "Escape") return;
      setOpen(false);
      opener.current?.focus();
    };
    const closeFromOutside = ({ target }: Event) => {
      if (target instanceof Node && whole.current?.contains(target) === false) setOpen(false);
    };
    document.addEventListener("keydown", closeByKey);
    document.addEventListener("pointerdown", closeFromOutside);
    document.addEventListener("focusin", closeFromOutside);
    return () => {
      document.removeEventListener("keydown", closeByKey);
      document.removeEventListener("pointerdown", closeFromOutside);
      document.removeEventListener("focusin", closeFromOutside);
    };
  }, [isOpen]);
  return (
    <div ref={whole} className="relative">
      <button
        ref={opener}
        type="button"
        aria-expanded={isOpen}
        aria-label={label}
        onClick={() => setOpen(!isOpen)}
        className="flex min-h-8 items-center gap-1.5 rounded-md border border-line bg-panel px-2.5 text-sm hover:bg-raised"
      >
        {button}
      </button>
      {isOpen && (
        <div
          className={`absolute top-full z-20 mt-1 w-76 max-w-[90vw] rounded-lg border border-line bg-panel p-2 shadow-lg ${align === "right" ? "right-0" : "left-0"}`}
        >
          {children(() => setOpen(false))}
        </div>
      )}
    </div>
  );
}
