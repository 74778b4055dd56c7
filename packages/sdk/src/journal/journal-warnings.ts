import { explainFileError } from "./journal-path-error.ts";

/** What may be wrong for a long time, and is therefore said once until it is right again. */
export type WarningSubject = "checkpoint" | "line_too_long" | "rotation" | "sources";

/** Speaks to whoever listens to a journal, and never lets a listener that throws break the writing. */
export class JournalWarnings {
  readonly #listener: (text: string) => void;
  readonly #said = new Set<WarningSubject>();

  constructor(listener: (text: string) => void) {
    this.#listener = listener;
  }

  /** Says something about a file. */
  say(file: string, text: string): void {
    try {
      this.#listener(`Journal ${file}: ${text}`);
    } catch {
      // The listener's own failure.
    }
  }

  /** Says what is wrong and, where the system refused something, why and what to do; once until `forget`. */
  once(
    subject: WarningSubject,
    file: string,
    what: { readonly text: string; readonly error?: unknown },
  ): void {
    if (this.#said.has(subject)) return;
    this.#said.add(subject);
    const cause = what.error === undefined ? undefined : explainFileError(what.error);
    this.say(file, cause === undefined ? `${what.text}.` : `${what.text}: ${cause.reason}. ${cause.advice}`);
  }

  /** It is right again: the next time is news. */
  forget(subject: WarningSubject): void {
    this.#said.delete(subject);
  }
}
