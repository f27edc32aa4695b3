import { desk } from "../desk.svelte";
import { announce } from "../frame/announce.svelte";
import { trouble } from "../frame/trouble.svelte";
import { undoing } from "../frame/undoing.svelte";
import type { Visit } from "../ipc/bindings";
import { attendWords as words, marked } from "../words/today";
import { isMarkable } from "./standing";

/** Checks the visitors in by hand, or out; it can be taken back. Answers whether that was done; where it was not, that is shown. */
export async function attend(visits: readonly Visit[], here: boolean): Promise<boolean> {
  trouble.forget();
  const those = visits.filter(isMarkable);
  if (those.length === 0) {
    trouble.say(words.cannot);
    return false;
  }
  try {
    const before = await desk.backend.mark(those.map((visit) => visit.key), here);
    const said = marked(those, here);
    undoing.offer(said, async () => {
      await desk.backend.unmark(before);
      return words.undone;
    });
    announce(said);
    return true;
  } catch (error) {
    trouble.explain(error);
    return false;
  }
}
