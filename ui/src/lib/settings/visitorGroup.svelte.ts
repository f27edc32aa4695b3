import { desk } from "../desk.svelte";
import { preferences } from "./preferences.svelte";

/** DoorFlow's number of the group that new visitors come into. That of the demo is kept for the run only: in an account it may be another group's. */
class VisitorGroup {
  #ofDemo = $state<number | null>(null);

  get id(): number | null {
    return inDemo() ? this.#ofDemo : preferences.visitorGroup;
  }

  choose(id: number | null): void {
    if (inDemo()) this.#ofDemo = id;
    else preferences.set({ visitorGroup: id });
  }
}

function inDemo(): boolean {
  return desk.session.phase === "signedIn" && desk.session.demo;
}

export const visitorGroup = new VisitorGroup();
