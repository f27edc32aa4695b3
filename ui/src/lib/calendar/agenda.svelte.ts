import { desk } from "../desk.svelte";
import type { DayFrame, Visit } from "../ipc/bindings";
import type { CalendarView } from "./calendar.svelte";
import { keptDays, keptVisits, withTurned } from "./kept";

/** What is on the screen: days and visits that were read together, and the view that they were read for. */
export type Shown = { view: CalendarView; days: DayFrame[]; visits: Visit[] };

/** Reads the visits of the days in view. What is shown stays until the next days are there, so nothing flickers. */
export class AgendaReader {
  shown = $state.raw<Shown | null>(null);
  /** What the last reading was refused with; null when it succeeded. */
  trouble = $state.raw<unknown>(null);
  #turn = 0;
  /** The turn whose answer is shown. */
  #answered = 0;
  #asked = "";
  /** Visits that turned since the last question: an answer may be from before. */
  #turned: readonly Visit[] = [];

  /**
   * Asks for the days from `first` to `last`. An answer about other days than were asked for last is dropped, and so is one that a later
   * one has overtaken; of many questions about the same days each answer is shown, so that nothing new waits until it is quiet.
   */
  async read(view: CalendarView, first: string, last: string): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    const asked = `${view} ${first} ${last}`;
    this.#asked = asked;
    this.#turned = [];
    try {
      const { days, visits } = await (desk.ahead(first, last) ?? desk.backend.agenda(first, last));
      if (asked !== this.#asked || turn < this.#answered) return;
      this.#answered = turn;
      const before = this.shown;
      this.shown = { view, days: keptDays(before?.days ?? [], days), visits: keptVisits(before?.visits ?? [], withTurned(visits, this.#turned)) };
      this.trouble = null;
    } catch (error) {
      if (turn === this.#turn) this.trouble = error;
    }
  }

  /** Shows these visits as they stand now, wherever they are among those that are shown. */
  turn(visits: readonly Visit[]): void {
    this.#turned = [...this.#turned, ...visits];
    if (this.shown !== null) this.shown = { ...this.shown, visits: withTurned(this.shown.visits, visits) };
  }
}
