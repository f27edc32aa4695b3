import { desk } from "../desk.svelte";
import { announce } from "../frame/announce.svelte";
import { undoing } from "../frame/undoing.svelte";
import type { Visit } from "../ipc/bindings";
import { explain } from "../words/errors";
import { attendWords as words, marked } from "../words/today";
import { isMarkable } from "./standing";

/** Checks the visitors in by hand, or out; it can be taken back. */
export async function attend(visits: readonly Visit[], here: boolean): Promise<void> {
  const those = visits.filter(isMarkable);
  if (those.length === 0) {
    announce(words.cannot);
    return;
  }
  try {
    const before = await desk.backend.mark(those.map((visit) => visit.key), here);
    const said = marked(those, here);
    undoing.offer(said, async () => {
      await desk.backend.unmark(before);
      return words.undone;
    });
    announce(said);
  } catch (error) {
    announce(explain(error));
  }
}
