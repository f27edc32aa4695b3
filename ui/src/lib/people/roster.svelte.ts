import { SvelteMap } from "svelte/reactivity";
import { desk } from "../desk.svelte";
import type { Hit } from "../ipc/bindings";
import { explain } from "../words/errors";

const PAGE = 100;

/** The people that match a text, read page by page as they come into sight. */
export class Roster {
  readonly size = PAGE;
  #pages = new SvelteMap<number, Hit[]>();
  #asked: number[] = [];
  /** Grows with each new question: an answer to an earlier one is dropped. */
  #turn = 0;
  #text = "";
  /** The newest text that was answered, or could not be. */
  #settled = $state.raw<string | null>(null);
  /** The text that those who are shown match. */
  #answered = $state.raw<string | null>(null);
  /** Grows with each answered question: then what is in sight is needed anew. */
  epoch = $state.raw(0);
  /** How many match; null before the first answer. */
  total = $state.raw<number | null>(null);
  /** How many people the directory holds. */
  people = $state.raw(0);
  trouble = $state("");

  /** Asks anew, for a new text or because people changed. What is shown stays until it is answered. */
  async ask(text: string): Promise<void> {
    const another = text !== this.#answered;
    this.#text = text;
    this.#turn += 1;
    this.#asked = [];
    await this.#read(0, another);
    this.epoch += 1;
  }

  /** Whether nothing is to be waited for with `text`: it was answered, or could not be. */
  settled(text: string): boolean {
    return this.#settled === text;
  }

  /** Whether those who are shown match `text`. */
  answers(text: string): boolean {
    return this.#answered === text;
  }

  /** The person at a place of the list, once read. */
  at(index: number): Hit | undefined {
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  /** The place of a person among those who were read, looked for near `about` first; -1 where they are not among them. */
  placeOf(id: number, about: number): number {
    const near = Math.floor(about / PAGE);
    for (const page of [near, ...this.#pages.keys()]) {
      const at = this.#pages.get(page)?.findIndex((person) => person.id === id) ?? -1;
      if (at >= 0) return page * PAGE + at;
    }
    return -1;
  }

  /** Reads those of the pages that are not there yet. */
  need(pages: readonly number[]): void {
    for (const page of pages) if (!this.#asked.includes(page)) void this.#read(page, false);
  }

  async #read(page: number, another: boolean): Promise<void> {
    const turn = this.#turn;
    this.#asked.push(page);
    try {
      const answer = await desk.backend.findPeople(this.#text, page * PAGE, PAGE);
      if (turn !== this.#turn) return;
      if (another) this.#pages.clear();
      this.#pages.set(page, answer.hits);
      this.#settled = this.#answered = this.#text;
      this.total = answer.total;
      this.people = answer.people;
      this.trouble = "";
    } catch (error) {
      if (turn !== this.#turn) return;
      this.#asked = this.#asked.filter((other) => other !== page);
      this.#settled = this.#text;
      this.trouble = explain(error);
    }
  }
}
