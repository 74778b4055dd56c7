/** Less than this was meant as a click. */
const MIN_PIXELS = 6;

/** Calls back with the stretch that a person drags over, in pixels from the element's left edge, and shows it meanwhile. */
export function onDrag(element: HTMLElement, callback: (from: number, to: number) => void): void {
  const shade = document.createElement("div");
  shade.className = "pointer-events-none absolute inset-y-0 hidden bg-accent/15";
  element.append(shade);
  let start: number | undefined;
  const placeOf = ({ clientX }: PointerEvent) => {
    const { left, width } = element.getBoundingClientRect();
    return Math.min(width, Math.max(0, clientX - left));
  };
  const hide = () => {
    start = undefined;
    shade.classList.add("hidden");
  };
  element.addEventListener("pointerdown", (event) => {
    if (event.button === 0 && event.pointerType !== "touch") start = placeOf(event);
  });
  element.addEventListener("pointermove", (event) => {
    if (start === undefined) return;
    const end = placeOf(event);
    if (Math.abs(end - start) >= MIN_PIXELS) element.setPointerCapture(event.pointerId);
    shade.classList.toggle("hidden", Math.abs(end - start) < MIN_PIXELS);
    shade.style.left = `${Math.min(start, end)}px`;
    shade.style.width = `${Math.abs(end - start)}px`;
  });
  element.addEventListener("pointerup", (event) => {
    if (start === undefined) return;
    const [from = 0, to = 0] = [start, placeOf(event)].toSorted((a, b) => a - b);
    hide();
    if (to - from >= MIN_PIXELS) callback(from, to);
  });
  element.addEventListener("pointercancel", hide);
}
