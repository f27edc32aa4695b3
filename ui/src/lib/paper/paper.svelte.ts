import { desk } from "../desk.svelte";
import { age } from "../frame/freshness.svelte";
import type { AccountLine, Freshness, HistoryAsk, HistoryCount, HistoryLine, Moment, RollCall, Visit } from "../ipc/bindings";

/** What History was asked, and what it told. */
export interface HistoryTold {
  ask: HistoryAsk;
  /** Names of the door and the person that are asked for; empty for any. */
  door: string;
  person: string;
  account: AccountLine;
  /** When it was read. */
  printed: Moment;
  /** How fresh the data was then. */
  freshness: Freshness | null;
  /** How many visits there are: more than lines where they are too many to be printed. */
  total: number;
  counts: readonly HistoryCount[];
  /** What was over before then is not kept. */
  keptFrom: Moment;
  lines: readonly HistoryLine[];
}

/** Something that can be put on paper. */
export type Sheet =
  | { kind: "badge"; visit: Visit }
  /** `printed`: when the visits stood so, and `freshness`: how fresh the data was then. */
  | { kind: "day"; date: string; visits: readonly Visit[]; printed: Moment; freshness: Freshness | null }
  | { kind: "pin"; name: string; digits: string }
  | { kind: "rollCall"; call: RollCall }
  | ({ kind: "history" } & HistoryTold);

/** What is shown to be printed; null while nothing is. */
class Paper {
  sheet = $state.raw<Sheet | null>(null);

  show(sheet: Sheet): void {
    this.sheet = sheet;
  }

  close(): void {
    this.sheet = null;
  }

  /** Shows who is here; answers whether that is known. */
  async rollCall(): Promise<boolean> {
    const call = await desk.backend.rollCall();
    if (call !== null) this.show({ kind: "rollCall", call });
    return call !== null;
  }

  /** Shows the building's today. */
  async today(): Promise<void> {
    const printed = desk.clock?.now;
    if (printed === undefined) return;
    const { date } = printed;
    const { freshness } = age;
    const { visits } = await desk.backend.agenda(date, date);
    this.show({ kind: "day", date, visits, printed, freshness });
  }
}

export const paper = new Paper();
