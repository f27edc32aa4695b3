import { desk } from "../desk.svelte";
import { announce } from "../frame/announce.svelte";
import { trouble } from "../frame/trouble.svelte";
import { undoing } from "../frame/undoing.svelte";
import type { Visit } from "../ipc/bindings";
import { asDeskError } from "../words/errors";
import { attendWords as words, marked } from "../words/today";
import { hasBadge, isMarkable } from "./standing";

/** Whether somebody at a desk has said so of the visitor already. */
function isMarked({ attendance }: Visit, here: boolean): boolean {
  return attendance?.byHand === true && attendance.presence === (here ? "here" : "left");
}

/**
 * Checks the visitors in by hand, or out; it can be taken back. Answers whether that was done; where it was not, that is shown. Of those who are so
 * already nothing is changed, so that taking it back leads to what was before.
 */
export async function attend(visits: readonly Visit[], here: boolean): Promise<boolean> {
  trouble.forget();
  const now = desk.clock?.now;
  const able = visits.filter((visit) => isMarkable(visit, now));
  if (able.length === 0) {
    trouble.say(visits.some((visit) => hasBadge(visit)) ? words.tooEarly : words.cannot);
    return false;
  }
  const those = able.filter((visit) => !isMarked(visit, here));
  if (those.length === 0) {
    announce(marked(able, here));
    return true;
  }
  const doing = undoing.supersede();
  try {
    const before = await desk.backend.mark(those.map((visit) => visit.key), here);
    const said = marked(those, here);
    doing.done(said, async () => {
      await desk.backend.unmark(before);
      return words.undone;
    });
    announce(said);
    return true;
  } catch (error) {
    doing.notDone();
    // Nothing else of it is refused: the desk's clock may be another by now than the page was told.
    if (asDeskError(error)?.code === "refused") trouble.say(words.tooEarly);
    else trouble.explain(error);
    return false;
  }
}
