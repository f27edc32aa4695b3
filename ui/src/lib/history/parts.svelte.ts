import { SvelteMap } from "svelte/reactivity";
import { explain } from "../words/errors";

const PAGE = 100;

/** Some lines of a list that the desk has read, and of which reading they are. */
export interface Part {
  reading: number;
  total: number;
}

/** Where the lines come from. */
export interface Source<Q, P extends Part, T> {
  /** Lines of the list; with `further` more of the list is read first. */
  read: (question: Q, offset: number, limit: number, reading: number | null, further: boolean) => Promise<P>;
  items: (part: P) => readonly T[];
  /** What of a question decides what is read: the rest, which of it is shown. */
  whole: (question: Q) => unknown;
}

/** What a list needs to know of its lines. */
export interface Rows<T> {
  readonly size: number;
  readonly total: number | null;
  /** Grows with each question that is another than the one before. */
  readonly question: number;
  readonly epoch: number;
  at: (index: number) => T | undefined;
  need: (pages: readonly number[]) => void;
}

/** The lines that answer a question, read part by part as they come into sight. */
export class Parts<Q, P extends Part, T> implements Rows<T> {
  readonly size = PAGE;
  readonly #source: Source<Q, P, T>;
  #pages = new SvelteMap<number, readonly T[]>();
  #wanted: number[] = [];
  /** Grows with each new question: an answer to an earlier one is dropped. */
  #turn = 0;
  #ask: Q | null = null;
  /** The list that later parts are of. */
  #reading: number | null = null;
  /** What is there is of the question, and not of the one before. */
  protected answered = false;
  question = $state.raw(0);
  /** Grows with each answered question: then what is in sight is needed anew. */
  epoch = $state.raw(0);
  /** What came last; null before the first answer. */
  part = $state.raw<P | null>(null);
  trouble = $state("");

  constructor(source: Source<Q, P, T>) {
    this.#source = source;
  }

  /** How many lines there are; null before the first answer. */
  get total(): number | null {
    return this.part?.total ?? null;
  }

  /** Asks anew. What is shown stays until it is answered. */
  async ask(question: Q): Promise<void> {
    // Others of the same lines are shown of what was read; whatever else is asked, and the same once more, reads anew.
    const whole = (asked: Q): string => JSON.stringify(this.#source.whole(asked));
    const same = this.#ask !== null && whole(this.#ask) === whole(question);
    const other = JSON.stringify(this.#ask) !== JSON.stringify(question);
    if (!same || !other) this.#reading = null;
    if (other) this.question += 1;
    this.#ask = question;
    this.#turn += 1;
    this.#wanted = [];
    this.answered = false;
    await this.#read(0, true, false);
    this.epoch += 1;
  }

  /** Has more of the list read; whether that went well, and nobody has asked for something else meanwhile. */
  async further(): Promise<boolean> {
    const turn = this.#turn;
    this.#wanted = [];
    await this.#read(0, false, true);
    if (turn !== this.#turn || this.trouble !== "") return false;
    // Where there are new ones, all that is in sight may have another place.
    this.#wanted = [0];
    this.epoch += 1;
    return true;
  }

  /** The line at a place of the list, once read. */
  at(index: number): T | undefined {
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  /** Reads those of the parts that are not there yet; of a question that is not answered none, since they would stand among what answered another. */
  need(pages: readonly number[]): void {
    if (!this.answered) return;
    for (const page of pages) if (!this.#wanted.includes(page)) void this.#read(page, false, false);
  }

  async #read(page: number, first: boolean, further: boolean): Promise<void> {
    const turn = this.#turn;
    const question = this.#ask;
    if (question === null) return;
    this.#wanted.push(page);
    try {
      const answer = await this.#source.read(question, page * PAGE, PAGE, this.#reading, further);
      if (turn !== this.#turn) return;
      // Another list than the one that the other parts are of: they go.
      if (first) this.answered = true;
      if (first || (this.#reading !== null && answer.reading !== this.#reading)) {
        this.#pages.clear();
        this.#wanted = [page];
        if (!first) this.epoch += 1;
      }
      this.#reading = answer.reading;
      this.#pages.set(page, this.#source.items(answer));
      this.part = answer;
      this.trouble = "";
    } catch (error) {
      if (turn !== this.#turn) return;
      this.#wanted = this.#wanted.filter((other) => other !== page);
      this.trouble = explain(error);
    }
  }
}
