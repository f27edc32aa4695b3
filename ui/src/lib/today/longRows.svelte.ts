import { flushSync } from "svelte";
import { drawn, type Drawn } from "../people/window";
import { pieces } from "./pieces";

/** How many rows are drawn above and below those in sight. */
const SPARE = 20;
/** How often it is drawn at one scroll, at the most, until it stands. */
const TURNS = 4;

/** What the rows around it know. */
interface Rows {
  total: number;
  /** Rows that are drawn wherever they are: the one with the tab stop may have the focus. */
  kept: (drawn: Drawn) => readonly number[];
}

/** A long list whose rows are as high as what is in them: which of them are drawn, and where. Those of visits tell how high rows are. */
export class LongRows {
  readonly #rows: () => Rows;
  /** What scrolls; null once it has gone. */
  pane = $state<HTMLElement | null>();
  /** CSS pixels of it that are in sight. */
  height = $state(0);
  /** Height of a row, in the middle: they grow with what is in them. A guess until some are laid out. */
  middling = $state(47);
  /** It has the focus, and hears the keys. */
  focused = $state(false);
  #top = $state(0);
  /** Where it was last scrolled to by itself. */
  #held = -1;

  constructor(rows: () => Rows) {
    this.#rows = rows;
  }

  pieces = $derived.by(() => {
    const { total, kept } = this.#rows();
    const those = drawn(this.#top, this.height, this.middling, total, SPARE);
    return pieces(those, kept(those), total);
  });

  /** Draws what has come into sight, and lets what was in sight before stand where it stood: rows are not as high as the room for them. */
  onscroll = (): void => {
    const { pane } = this;
    if (!pane || pane.scrollTop === this.#held) return;
    // Rows that were higher or lower than it was taken for move it: what is drawn goes by where it is then, and may move it once more.
    for (let turn = 0; turn < TURNS; turn++) {
      this.#draw(pane);
      if (pane.scrollTop === this.#top) break;
    }
    this.#held = this.#top = pane.scrollTop;
  };

  #draw(pane: HTMLElement): void {
    const laidOut = [...pane.querySelectorAll<HTMLElement>("[data-visit]")];
    const top = pane.getBoundingClientRect().top;
    const inSight = laidOut.find((row) => row.getBoundingClientRect().bottom > top);
    const before = inSight?.getBoundingClientRect().top;
    this.#top = pane.scrollTop;
    const all = laidOut.reduce((sum, row) => sum + row.offsetHeight, 0);
    if (all > 0) this.middling = all / laidOut.length;
    flushSync();
    if (inSight?.isConnected && before !== undefined) pane.scrollTop += inSight.getBoundingClientRect().top - before;
  }

  onfocusin = (): void => {
    this.focused = true;
  };

  onfocusout = ({ relatedTarget }: FocusEvent): void => {
    this.focused = this.pane?.contains(relatedTarget as Node | null) ?? false;
  };

  /** Shows it from its beginning again. */
  toTop(): void {
    if (this.pane) this.pane.scrollTop = 0;
    this.#held = this.#top = 0;
  }

  /** Puts the focus on the tab stop, and that into sight. */
  focus(): void {
    const stop = this.pane?.querySelector<HTMLElement>("[tabindex='0']");
    stop?.focus();
    // What is drawn around it now may be higher than the room that was left for it.
    this.onscroll();
    stop?.scrollIntoView({ block: "nearest" });
    this.onscroll();
  }
}
