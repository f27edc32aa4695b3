import { desk } from "../desk.svelte";
import type { Answer, QuickAdd } from "../ipc/bindings";
import { explain } from "../words/errors";

/** Looks people up as somebody types. Only the answer to the newest text is ever shown. */
export class Lookup {
  readonly #limit: number;
  readonly #reads: boolean;
  #asked = 0;
  /** The newest answer; the one before stays until the next is there. */
  answer = $state.raw<Answer | null>(null);
  /** Why the newest question could not be answered; empty when it could. */
  trouble = $state("");

  /** What the newest text says of a booking, where that is asked for; it comes with the people. */
  quick = $state.raw<QuickAdd | null>(null);

  /** `reads`: what is typed may be a booking in one line. */
  constructor(limit: number, reads = false) {
    this.#limit = limit;
    this.#reads = reads;
  }

  /** Asks for `text`; nothing is asked for an empty one. */
  async ask(text: string): Promise<void> {
    const turn = (this.#asked += 1);
    if (text.trim() === "") {
      this.answer = this.quick = null;
      this.trouble = "";
      return;
    }
    try {
      const [answer, quick] = await this.#answered(text);
      if (turn !== this.#asked || answer.text !== text) return;
      this.answer = answer;
      this.quick = quick;
      this.trouble = "";
    } catch (error) {
      if (turn !== this.#asked) return;
      this.answer = this.quick = null;
      this.trouble = explain(error);
    }
  }

  /** Within the call, where the desk can: then what was found is drawn together with the letter. */
  async #answered(text: string): Promise<[Answer, QuickAdd | null]> {
    const { backend } = desk;
    const found = backend.findAtOnce?.(text, this.#limit, this.#reads);
    if (found) return [found.answer, found.quick];
    // Finding people does not hang on what else was read.
    const reading = this.#reads ? backend.quickAdd(text).catch(() => null) : null;
    return Promise.all([backend.findPeople(text, 0, this.#limit), reading]);
  }

  /** Whether what is shown answers `text`. */
  answers(text: string): boolean {
    return text.trim() === "" || this.answer?.text === text || this.trouble !== "";
  }
}
