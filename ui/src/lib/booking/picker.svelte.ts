import type { Backend } from "../ipc/backend";
import type { Answer, Hit } from "../ipc/bindings";
import { explain } from "../words/errors";
import type { Chosen } from "./form.svelte";

/** As many as fit below the field without a second scroll bar. */
const LIMIT = 8;

/** The list of a person field: what was typed, what the directory answered, which row Enter would take. */
export class PickerList {
  text = $state("");
  open = $state(false);
  answer = $state.raw<Answer | null>(null);
  active = $state(0);
  failure = $state("");
  /** Enter came before the answer: the first row is taken when it is there. */
  #takeFirst = false;
  /** Whom the arrows reached since the last letter, somebody new too: the row stays theirs as a newer answer comes. */
  #reached: number | "new" | null = null;
  #asked: string | null = null;
  #onpick: (person: Chosen) => void;
  #onnew: (name: string) => void;
  /** The last row offers somebody of the typed name who is not listed. */
  mayBeNew = $state(false);

  constructor(onpick: (person: Chosen) => void, onnew: (name: string) => void = () => undefined) {
    this.#onpick = onpick;
    this.#onnew = onnew;
  }

  /** The rows shown: never those of an older text. */
  get hits(): readonly Hit[] {
    return this.answer?.hits ?? [];
  }

  get current(): Hit | undefined {
    return this.open ? this.hits[this.active] : undefined;
  }

  /** The row of a newcomer is shown, below those of people who are known. */
  get offersNew(): boolean {
    return this.mayBeNew && this.answer !== null && this.text.trim() !== "";
  }

  /** Enter would take the row of a newcomer. */
  get newIsCurrent(): boolean {
    return this.open && this.offersNew && this.active === this.hits.length;
  }

  /** Asks for people matching `text`; an answer to another text than the newest is dropped. */
  async ask(backend: Backend, text: string): Promise<void> {
    this.text = text;
    this.#asked = text;
    this.#takeFirst = false;
    this.#reached = null;
    try {
      const answer = backend.findAtOnce?.(text, LIMIT, false)?.answer ?? (await backend.findPeople(text, 0, LIMIT));
      if (this.#asked !== text || answer.text !== text) return;
      this.answer = answer;
      this.failure = "";
    } catch (error) {
      if (this.#asked !== text) return;
      this.answer = null;
      this.failure = explain(error);
    }
    this.#asked = null;
    const at = this.#reached === "new" && this.offersNew ? this.hits.length : this.hits.findIndex(({ id }) => id === this.#reached);
    const isGone = this.#reached !== null && at === -1;
    this.active = Math.max(at, 0);
    this.open = true;
    if (this.#takeFirst && !isGone) this.take();
  }

  move(by: number): void {
    const count = this.hits.length + (this.offersNew ? 1 : 0);
    if (count === 0) return;
    this.active = (this.active + by + count) % count;
    this.#reached = this.hits[this.active]?.id ?? "new";
  }

  /** Takes the active row; waits for the answer when it is not there yet. */
  take(hit: Hit | undefined = this.hits[this.active]): void {
    if (this.#asked !== null) {
      this.#takeFirst = true;
      return;
    }
    this.#takeFirst = false;
    if (!hit && this.newIsCurrent) this.takeNew();
    if (!hit || !this.open) return;
    this.close();
    this.#onpick({ id: hit.id, name: hit.name, initials: hit.initials, line: hit.line, bar: hit.bar });
  }

  /** Takes the name as it was typed for somebody who is not listed. */
  takeNew(): void {
    this.close();
    this.#onnew(this.text.trim());
  }

  /** Puts the list away; an answer still on its way is no longer wanted. */
  close(): void {
    this.open = false;
    this.#asked = null;
    this.#takeFirst = false;
  }
}
