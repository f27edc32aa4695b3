import { explain } from "../words/errors";
import { announce } from "./announce.svelte";
import { trouble } from "./trouble.svelte";

type Undo = () => Promise<string>;

/** Something that is being done; one of the two is called once its answer is here. */
export interface Doing {
  /** It was done: that is said, and it can be taken back, where it can. */
  done: (said: string, undo: Undo | null) => void;
  /** It was not done after all: what was done before can be taken back again. */
  notDone: () => void;
}

/** What was done last and can be taken back, and what came of taking it back. */
class Undoing {
  #undo: Undo | null = $state.raw(null);
  /** What is to be said of it; empty where there is nothing to say. */
  said = $state("");
  /** What is said can be taken back. */
  readonly possible = $derived(this.#undo !== null);
  /** How often something was done since the start: what came of taking something older back is neither said over it nor offered again. */
  #done = 0;
  /** How often all was forgotten: what began before that is told to nobody. */
  #forgotten = 0;
  /** What is being done, by the order in which it began. */
  #underWay: readonly number[] = [];
  /** What is said could be taken back, but for what began after `after` and is under way. */
  #displaced: { undo: Undo; after: number } | null = null;

  /** Says what was done, and offers to take it back; `undo` answers with what came of that. */
  offer(said: string, undo: Undo): void {
    this.supersede().done(said, undo);
  }

  /** Something is being done that can be taken back once its answer is here: until then nothing is taken back in its stead. */
  supersede(): Doing {
    const [number, forgotten] = [(this.#done += 1), this.#forgotten];
    if (this.#undo !== null) this.#displaced = { undo: this.#undo, after: number - 1 };
    this.#undo = null;
    this.#underWay = [...this.#underWay, number];
    const end = (how: () => void): void => {
      if (forgotten !== this.#forgotten || !this.#underWay.includes(number)) return;
      this.#underWay = this.#underWay.filter((each) => each !== number);
      how();
      this.#giveBack();
    };
    return {
      done: (said, undo) => {
        end(() => {
          this.#done += 1;
          this.said = said;
          this.#undo = null;
          this.#displaced = undo && { undo, after: number };
        });
      },
      notDone: () => {
        end(() => undefined);
      },
    };
  }

  /** What was displaced can be taken back once nothing is under way that began after it. */
  #giveBack(): void {
    const displaced = this.#displaced;
    if (displaced === null || this.#underWay.some((number) => number > displaced.after)) return;
    this.#displaced = null;
    this.#undo = displaced.undo;
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

  /** Whoever reads it needs it no longer. What is still under way is said, and offered, once it was done. */
  hide(): void {
    this.said = "";
    this.#undo = this.#displaced = null;
  }

  /** It was another's: also what is still under way is neither said nor offered. */
  forget(): void {
    this.hide();
    this.#underWay = [];
    this.#forgotten += 1;
  }

  async #take(undo: Undo): Promise<void> {
    const [done, forgotten] = [this.#done, this.#forgotten];
    try {
      const said = await undo();
      if (forgotten !== this.#forgotten) return;
      if (done === this.#done || !this.possible) this.said = said;
      announce(said);
    } catch (error) {
      if (forgotten !== this.#forgotten) return;
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
