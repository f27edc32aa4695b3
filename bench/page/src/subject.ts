import type { Visit } from "../../../ui/src/lib/ipc/bindings";

/** A calendar that is measured: a week, first without visits. */
export interface Subject {
  /** Has everything loaded and makes ready what `fill` will be given, which is no part of what is measured. */
  load(visits: Visit[]): Promise<void>;
  /** Draws the week of the visits. */
  fill(): void;
  /** Draws the week after. */
  next(): void;
  /** Makes ready the change of one visit that is on the screen. */
  choose(round: number): () => void;
  /** What scrolls. */
  scroller(): HTMLElement;
  /** Takes it off the page. */
  drop(): void;
}
