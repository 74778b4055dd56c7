import type { Receiver } from "../receiver.ts";
import type { ReceiverSlot } from "./route.ts";

/** The receivers by name, each with its own share of the machine: one that is down takes nothing from the others. */
export class ReceiverSlots {
  readonly #slots = new Map<string, ReceiverSlot>();

  all(): Iterable<ReceiverSlot> {
    return this.#slots.values();
  }

  names(): readonly string[] {
    return [...this.#slots.keys()];
  }

  /**
   * Takes over these receivers; one of a known name replaces the old one and keeps its slot. Returns the names that
   * are gone.
   * @throws RangeError when two have the same name; nothing is changed then.
   */
  replace(receivers: readonly Receiver[]): readonly string[] {
    const wanted = new Map(receivers.map((receiver) => [receiver.name, receiver]));
    if (wanted.size < receivers.length) throw new RangeError("two alert receivers have the same name");
    const removed = this.names().filter((name) => !wanted.has(name));
    for (const name of removed) this.#slots.delete(name);
    for (const [name, receiver] of wanted) {
      const slot = this.#slots.get(name);
      if (slot === undefined) this.#slots.set(name, { receiver, inFlight: 0, notBefore: 0 });
      else slot.receiver = receiver;
    }
    return removed;
  }
}
