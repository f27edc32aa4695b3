import { againDraft } from "../booking/start";
import { desk } from "../desk.svelte";
import { announce } from "../frame/announce.svelte";
import { view } from "../frame/view.svelte";
import { explain } from "../words/errors";

/** Books a visit once more: nothing is sent before Book. An answer that comes after something else was opened is for nobody. */
export async function bookAgain(key: string): Promise<void> {
  const now = desk.clock?.now;
  const { drawer } = view;
  try {
    const details = await desk.backend.visit(key);
    if (view.drawer === drawer && now !== undefined) view.book(againDraft(details, now));
  } catch (error) {
    if (view.drawer === drawer) announce(explain(error));
  }
}
