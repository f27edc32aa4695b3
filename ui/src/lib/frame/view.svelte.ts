import { tick } from "svelte";
import type { About, Draft, NewTimes } from "../ipc/bindings";
import { preferences } from "../settings/preferences.svelte";
import { frame } from "../words/frame";
import { trouble } from "./trouble.svelte";

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
   * `noting`: with what was being typed of the visit that it takes the place of. `quiet`: by itself, while something beside the drawer has the focus. */
  | { kind: "visit"; key: string; asking?: Asking; movedBy?: number; times?: NewTimes; noting?: Noting; quiet?: boolean }
  | { kind: "person"; id: number }
  /** What is not settled yet. */
  | { kind: "outbox" };

/**
 * Gives the focus to the page: to its one tab stop where it has one, so that the arrows work at once, else to the page itself. Where a drawer covers
 * it, the drawer is what the window is about.
 */
export function focusPage(): void {
  const main = document.querySelector<HTMLElement>("main");
  if (main?.inert === true) {
    document.querySelector<HTMLElement>(".drawer h2")?.focus();
    return;
  }
  (main?.querySelector<HTMLElement>("[tabindex='0']") ?? main)?.focus();
}

/** Which drawer it is: opened again, it keeps what is typed in it. */
export function nameOf(drawer: Drawer | null): string {
  if (drawer === null) return "";
  return drawer.kind === "visit" ? `visit ${drawer.key}` : drawer.kind === "person" ? `person ${String(drawer.id)}` : drawer.kind;
}

/** Whether it opens with something that a person chose or typed elsewhere. */
function isFilledIn(drawer: Drawer): boolean {
  if (drawer.kind === "visit") return drawer.noting !== undefined || drawer.times !== undefined;
  if (drawer.kind !== "book") return false;
  const said = Object.values(drawer.draft).some((value) => value !== null && value !== "" && !(Array.isArray(value) && value.length === 0));
  return said || drawer.newcomer !== undefined || drawer.template !== undefined;
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
  /** A PIN to lock the desk by is to be chosen: the settings ask for it. */
  pinAsked = $state(false);
  /** Something was typed in a field of the drawer, or chosen elsewhere for it: it is not thrown away without a word. */
  typed = false;
  /** Tells whether what the drawer's form holds is other than it opened with, however that was chosen. */
  #differs: (() => boolean) | null = null;
  #cameFrom: HTMLElement | null = null;

  /** Goes to a page; answers whether it did. */
  go(page: Page): boolean {
    if (!this.uncover()) return false;
    this.page = page;
    return true;
  }

  /**
   * Has the page in sight, as what follows changes it: a drawer that covers it goes. Where something is typed in that, it stays, the page is to be left
   * as it is, and it is shown why. Answers whether the page is in sight.
   */
  uncover(): boolean {
    if (!this.narrow || this.drawer === null) return true;
    if (this.holdsTyped) {
      trouble.say(frame.drawerCovers);
      return false;
    }
    this.#end();
    void tick().then(() => {
      if (document.activeElement === document.body) focusPage();
    });
    return true;
  }

  /** What is open holds something that was typed or chosen in it, and is on its way nowhere. */
  get holdsTyped(): boolean {
    const typed = this.typed && document.querySelector(".drawer :is(input, select, textarea)") !== null;
    return this.drawer !== null && (typed || this.#differs?.() === true);
  }

  /** Opens the drawer, remembering what had the focus. A drawer that is open already gives its place. */
  open(drawer: Drawer): void {
    if (this.drawer === null) this.#cameFrom = document.activeElement as HTMLElement | null;
    this.typed = isFilledIn(drawer) || (this.typed && nameOf(this.drawer) === nameOf(drawer));
    this.drawer = drawer;
  }

  /** Has a form say whether it holds something that was chosen in it; returns the call that ends that. */
  ask(differs: () => boolean): () => void {
    this.#differs = differs;
    return () => {
      if (this.#differs === differs) this.#differs = null;
    };
  }

  /** Opens the booking drawer with what is already known of the visit. */
  book(draft: Partial<Draft> = {}, newcomer?: { name: string; pin: boolean }): void {
    this.open(newcomer ? { kind: "book", draft, newcomer } : { kind: "book", draft });
  }

  /** Closes the drawer and gives the focus back to what opened it, or to the page. */
  async close(): Promise<void> {
    const back = this.#end();
    await tick();
    if (back?.isConnected && back !== document.body) back.focus();
    else focusPage();
  }

  /** Takes the drawer away; answers what had the focus before it. */
  #end(): HTMLElement | null {
    const back = this.#cameFrom;
    this.#cameFrom = null;
    this.drawer = null;
    if (trouble.said === frame.drawerCovers) trouble.forget();
    return back;
  }
}

export const view = new View();
