import { desk } from "../desk.svelte";
import type { Visit } from "../ipc/bindings";
import { explain } from "../words/errors";

/** The visits of the building's today, kept up as they change. */
export class Day {
  #turn = 0;
  /** The turn whose answer is shown. */
  #answered = 0;
  #asked = "";
  /** Null until the first answer. */
  visits = $state.raw<Visit[] | null>(null);
  /** The day that `visits` are of, `YYYY-MM-DD`. */
  date = $state.raw("");
  trouble = $state("");

  /** Reads a day; what is shown stays until the answer is there, unless it was of another day. Each answer is shown that is news. */
  async read(date: string): Promise<void> {
    const turn = (this.#turn += 1);
    this.#asked = date;
    try {
      const { visits } = await (desk.ahead(date, date) ?? desk.backend.agenda(date, date));
      if (date !== this.#asked || turn < this.#answered) return;
      this.#answered = turn;
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
