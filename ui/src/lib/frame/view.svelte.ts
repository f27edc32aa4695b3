import { tick } from "svelte";
import type { About, Draft, NewTimes } from "../ipc/bindings";
import { preferences } from "../settings/preferences.svelte";

export type Page = "today" | "calendar" | "people" | "import" | "history" | "settings";

/** What a visit's drawer opens with: the question whether to cancel, a later or an earlier end, or the doors to let its visitor in by. */
export type Asking = "cancel" | "extend" | "shorten" | "letIn";

/** What is being noted of a visit, as typed, and the id of the field that had the focus last. */
export interface Noting {
  about: About;
  /** What is typed of a host who is not chosen yet. */
  hostTyped: string;
  field: string;
}

/** What the drawer at the right holds. */
export type Drawer =
  /** `newcomer`: somebody who is not in DoorFlow yet, as typed. `template`: the name of one to fill in. */
  | { kind: "book"; draft: Partial<Draft>; newcomer?: { name: string; pin: boolean }; template?: string }
  /** `movedBy`: it opens with the steps of the booking that moved it. `times`: with other times, to be confirmed.
   * `noting`: with what was being typed of the visit that it takes the place of. */
  | { kind: "visit"; key: string; asking?: Asking; movedBy?: number; times?: NewTimes; noting?: Noting }
  | { kind: "person"; id: number }
  /** What is not settled yet. */
  | { kind: "outbox" };

/** Gives the focus to the page: to its one tab stop where it has one, so that the arrows work at once, else to the page itself. */
export function focusPage(): void {
  const main = document.querySelector<HTMLElement>("main");
  (main?.querySelector<HTMLElement>("[tabindex='0']") ?? main)?.focus();
}

/** Where the receptionist is: the page, the drawer, the palette. */
class View {
  page = $state<Page>(preferences.firstPage);
  drawer = $state.raw<Drawer | null>(null);
  palette = $state(false);
  /** The window is too narrow for a page beside the drawer: the drawer covers it. */
  narrow = $state(false);
  keysHelp = $state(false);
  /** Signing out was asked for: the settings ask whether that is meant. */
  signOutAsked = $state(false);
  #cameFrom: HTMLElement | null = null;

  go(page: Page): void {
    this.page = page;
  }

  /** Opens the drawer, remembering what had the focus. A drawer that is open already gives its place. */
  open(drawer: Drawer): void {
    if (this.drawer === null) this.#cameFrom = document.activeElement as HTMLElement | null;
    this.drawer = drawer;
  }

  /** Opens the booking drawer with what is already known of the visit. */
  book(draft: Partial<Draft> = {}, newcomer?: { name: string; pin: boolean }): void {
    this.open(newcomer ? { kind: "book", draft, newcomer } : { kind: "book", draft });
  }

  /** Closes the drawer and gives the focus back to what opened it, or to the page. */
  async close(): Promise<void> {
    this.drawer = null;
    await tick();
    const back = this.#cameFrom;
    this.#cameFrom = null;
    if (back?.isConnected && back !== document.body) back.focus();
    else focusPage();
  }
}

export const view = new View();
