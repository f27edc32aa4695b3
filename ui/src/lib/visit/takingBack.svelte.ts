import { desk } from "../desk.svelte";
import { announce } from "../frame/announce.svelte";
import { undoing } from "../frame/undoing.svelte";
import { view } from "../frame/view.svelte";
import type { Cancelling, Visit } from "../ipc/bindings";
import { explain } from "../words/errors";
import { series as seriesWords } from "../words/series";
import { cancelKept, undoneText, visitWords as words } from "../words/visit";
import type { Reached } from "./reach";

/** Taking back the visit that a drawer shows: cancelling it, or several of its series, and dismissing what was not booked. */
export class TakingBack {
  /** It is asked whether it is meant. */
  confirming = $state(false);
  /** Which visits of its series are to be cancelled. */
  reach = $state<Reached>("one");
  working = $state(false);
  /** This drawer asked for the cancelling, so that the visit's going is no surprise. */
  cancelled = $state(false);
  failure = $state("");

  ask(): void {
    this.confirming = true;
    this.reach = "one";
    this.failure = "";
  }

  /** Something else is being done. */
  leave(): void {
    this.confirming = false;
    this.failure = "";
  }

  /** The drawer shows another visit. */
  forget(): void {
    this.leave();
    this.cancelled = false;
  }

  /**
   * Cancels what was asked about, as it was: by the time of the answer it may be told by another key. Offers to undo it. What comes after the
   * answer for a visit that was alone is the drawer's.
   */
  async cancel(was: Visit, onOne: (outcome: Cancelling) => Promise<void>): Promise<void> {
    // Somebody who was never made is not booked again by their number.
    const undoable = was.personId > 0;
    this.working = true;
    const doing = undoing.supersede();
    try {
      if (this.reach !== "one") {
        const several = await desk.backend.cancelSeries(was.key, this.reach);
        const said = seriesWords.cancelled(several);
        this.cancelled = several.cancelled > 0 || several.left === 0;
        if (!this.cancelled) {
          this.failure = said;
          doing.notDone();
        } else doing.done(said, undoable && several.cancelled > 0 ? undo(was, true) : null);
        announce(said);
        return;
      }
      const outcome = await desk.backend.cancelVisit(was.key);
      this.cancelled = true;
      doing.done(words.cancelledVisit(was, outcome), undoable ? undo(was, false) : null);
      if (outcome.kind === "kept") announce(cancelKept(outcome.reason));
      await onOne(outcome);
    } catch (error) {
      doing.notDone();
      this.#fail(error);
    } finally {
      this.working = this.confirming = false;
    }
  }

  async dismiss({ key }: Visit, onDone: () => Promise<void>): Promise<void> {
    this.working = true;
    try {
      await desk.backend.dismissBooking(key);
      announce(words.dismissed);
      await onDone();
    } catch (error) {
      this.#fail(error);
    } finally {
      this.working = false;
    }
  }

  #fail(error: unknown): void {
    this.failure = explain(error);
    announce(this.failure);
  }
}

function undo(was: Visit, several: boolean): () => Promise<string> {
  return async () => {
    const undone = await desk.backend.undoCancel(was.key);
    // A booking that is open meanwhile stays, and whatever is being typed: what came of this is said all the same.
    if (undone.booking !== null && view.drawer?.kind !== "book" && !view.holdsTyped) view.open({ kind: "visit", key: `b${String(undone.booking)}` });
    return undoneText(undone, was, several);
  };
}
