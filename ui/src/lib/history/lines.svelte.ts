import { SvelteMap } from "svelte/reactivity";
import { desk } from "../desk.svelte";
import type { HistoryAsk, HistoryCount, HistoryLine } from "../ipc/bindings";
import { explain } from "../words/errors";

const PAGE = 100;

/** The visits that answer a question, read page by page as they come into sight. */
export class Lines {
  readonly size = PAGE;
  #pages = new SvelteMap<number, HistoryLine[]>();
  #wanted: number[] = [];
  /** Grows with each new question: an answer to an earlier one is dropped. */
  #turn = 0;
  #ask: HistoryAsk | null = null;
  /** The list that later pages are parts of. */
  #reading: number | null = null;
  /** Grows with each answered question: then what is in sight is needed anew. */
  epoch = $state.raw(0);
  /** How many there are; null before the first answer. */
  total = $state.raw<number | null>(null);
  counts = $state.raw<readonly HistoryCount[]>([]);
  trouble = $state("");

  /** Asks anew. What is shown stays until it is answered. */
  async ask(question: HistoryAsk): Promise<void> {
    // Other states of the same visits are shown of what was read; whatever else is asked, and a change of visits, reads anew.
    const same = this.#ask !== null && JSON.stringify({ ...this.#ask, states: [] }) === JSON.stringify({ ...question, states: [] });
    const only = same && JSON.stringify(this.#ask?.states) !== JSON.stringify(question.states);
    if (!only) this.#reading = null;
    this.#ask = question;
    this.#turn += 1;
    this.#wanted = [];
    await this.#read(0, true);
    this.epoch += 1;
  }

  /** The visit at a place of the list, once read. */
  at(index: number): HistoryLine | undefined {
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  /** Reads those of the pages that are not there yet. */
  need(pages: readonly number[]): void {
    for (const page of pages) if (!this.#wanted.includes(page)) void this.#read(page, false);
  }

  async #read(page: number, first: boolean): Promise<void> {
    const turn = this.#turn;
    const question = this.#ask;
    if (question === null) return;
    this.#wanted.push(page);
    try {
      const answer = await desk.backend.history(question, page * PAGE, PAGE, this.#reading);
      if (turn !== this.#turn) return;
      // Another list than the one that the other pages are parts of: they go.
      if (first || (this.#reading !== null && answer.reading !== this.#reading)) {
        this.#pages.clear();
        this.#wanted = [page];
        if (!first) this.epoch += 1;
      }
      this.#reading = answer.reading;
      this.#pages.set(page, answer.lines);
      this.total = answer.total;
      this.counts = answer.counts;
      this.trouble = "";
    } catch (error) {
      if (turn !== this.#turn) return;
      this.#wanted = this.#wanted.filter((other) => other !== page);
      this.trouble = explain(error);
    }
  }
}
