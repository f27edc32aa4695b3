import { desk } from "../desk.svelte";
import type { Answer } from "../ipc/bindings";
import { explain } from "../words/errors";

/** Looks people up as somebody types. Only the answer to the newest text is ever shown. */
export class Lookup {
  readonly #limit: number;
  #asked = 0;
  /** The newest answer; the one before stays until the next is there. */
  answer = $state.raw<Answer | null>(null);
  /** Why the newest question could not be answered; empty when it could. */
  trouble = $state("");

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Asks for `text`; nothing is asked for an empty one. */
  async ask(text: string): Promise<void> {
    const turn = (this.#asked += 1);
    if (text.trim() === "") {
      this.answer = null;
      this.trouble = "";
      return;
    }
    try {
      const answer = await desk.backend.findPeople(text, 0, this.#limit);
      if (turn !== this.#asked || answer.text !== text) return;
      this.answer = answer;
      this.trouble = "";
    } catch (error) {
      if (turn !== this.#asked) return;
      this.answer = null;
      this.trouble = explain(error);
    }
  }

  /** Whether what is shown answers `text`. */
  answers(text: string): boolean {
    return text.trim() === "" || this.answer?.text === text || this.trouble !== "";
  }
}
