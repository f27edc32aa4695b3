import { desk } from "../desk.svelte";
import { announce } from "../frame/announce.svelte";
import type { Marked, Visit } from "../ipc/bindings";
import { explain } from "../words/errors";
import { attendWords as words, marked } from "../words/today";
import { isMarkable } from "./standing";

/** Checking in and out by hand, and taking it back. */
class Attending {
  #before = $state.raw<Marked[]>([]);
  /** What was done last and can be taken back; empty where nothing can. */
  said = $state("");

  /** Checks the visitors in, or out. */
  async mark(visits: readonly Visit[], here: boolean): Promise<void> {
    const keys = visits.filter(isMarkable).map((visit) => visit.key);
    if (keys.length === 0) {
      announce(words.cannot);
      return;
    }
    await this.#tell(async () => {
      this.#before = await desk.backend.mark(keys, here);
      return (this.said = marked(visits.filter(isMarkable), here));
    });
  }

  /** Takes the last one back; false where there is none. */
  undo(): boolean {
    if (this.said === "") return false;
    void this.#tell(async () => {
      await desk.backend.unmark(this.#before);
      this.said = "";
      return words.undone;
    });
    return true;
  }

  /** What was done belongs to the sign-in that has ended. */
  forget(): void {
    this.said = "";
    this.#before = [];
  }

  async #tell(work: () => Promise<string>): Promise<void> {
    try {
      announce(await work());
    } catch (error) {
      announce(explain(error));
    }
  }
}

export const attending = new Attending();
