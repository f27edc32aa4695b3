import { asDeskError, explain } from "../words/errors";

/** One thing read from the desk and kept while it is read again: a visit or a person. Of overlapping reads the newest counts. */
export class Reading<T> {
  value = $state.raw<T | null>(null);
  /** The desk has it no longer; `value` is what was last known. */
  gone = $state(false);
  /** Why it could not be read, in words; empty when it could. */
  failure = $state("");
  #number = 0;

  async read(ask: () => Promise<T>): Promise<void> {
    const number = ++this.#number;
    try {
      const value = await ask();
      if (number !== this.#number) return;
      this.value = value;
      this.gone = false;
      this.failure = "";
    } catch (error) {
      if (number !== this.#number) return;
      this.gone = asDeskError(error)?.code === "notFound";
      this.failure = this.gone ? "" : explain(error);
    }
  }

  /** Forgets what was read, for another one. */
  clear(): void {
    this.#number += 1;
    this.value = null;
    this.gone = false;
    this.failure = "";
  }
}
