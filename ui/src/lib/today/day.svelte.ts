import { desk } from "../desk.svelte";
import type { Visit } from "../ipc/bindings";
import { explain } from "../words/errors";

/** The visits of the building's today, kept up as they change. */
export class Day {
  #turn = 0;
  /** Null until the first answer. */
  visits = $state.raw<Visit[] | null>(null);
  /** The day that `visits` are of, `YYYY-MM-DD`. */
  date = $state.raw("");
  trouble = $state("");

  /** Reads a day; what is shown stays until the answer is there, unless it was of another day. */
  async read(date: string): Promise<void> {
    const turn = (this.#turn += 1);
    try {
      const { visits } = await desk.backend.agenda(date, date);
      if (turn !== this.#turn) return;
      this.visits = visits;
      this.date = date;
      this.trouble = "";
    } catch (error) {
      if (turn !== this.#turn) return;
      if (this.date !== date) this.visits = null;
      this.trouble = explain(error);
    }
  }
}
