import { explain } from "../words/errors";
import { announce } from "./announce.svelte";
import { trouble } from "./trouble.svelte";

/** What was done last and can be taken back, and what came of taking it back. */
class Undoing {
  #undo: (() => Promise<string>) | null = $state.raw(null);
  /** What is to be said of it; empty where there is nothing to say. */
  said = $state("");
  /** What is said can be taken back. */
  readonly possible = $derived(this.#undo !== null);
  /** How often something was done since the start: what came of taking something older back is neither said over it nor offered again. */
  #done = 0;

  /** Says what was done, and offers to take it back; `undo` answers with what came of that. */
  offer(said: string, undo: () => Promise<string>): void {
    this.supersede();
    this.said = said;
    this.#undo = undo;
  }

  /**
   * Something is being done that can be taken back once its answer is here: until then nothing is taken back in its stead. What this answers with is
   * to be called where it was not done after all: then what was done before can be taken back again.
   */
  supersede(): () => void {
    const undo = this.#undo;
    const done = (this.#done += 1);
    this.#undo = null;
    return () => {
      if (done === this.#done) this.#undo = undo;
    };
  }

  /** Takes it back; false where there is nothing that can be. */
  undo(): boolean {
    const undo = this.#undo;
    if (undo === null) return false;
    // Once: a second key while it is under way takes nothing back twice.
    this.#undo = null;
    void this.#take(undo);
    return true;
  }

  forget(): void {
    this.said = "";
    this.#undo = null;
  }

  async #take(undo: () => Promise<string>): Promise<void> {
    const done = this.#done;
    try {
      const said = await undo();
      if (done === this.#done || !this.possible) this.said = said;
      announce(said);
    } catch (error) {
      if (done !== this.#done) {
        trouble.explain(error);
        return;
      }
      this.said = explain(error);
      this.#undo = undo;
      announce(this.said);
    }
  }
}

export const undoing = new Undoing();
