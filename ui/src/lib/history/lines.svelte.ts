import { desk } from "../desk.svelte";
import type { HistoryAsk, HistoryCount, HistoryLine, HistoryPage } from "../ipc/bindings";
import { Parts } from "./parts.svelte";

/** The visits that answer a question. */
export class Lines extends Parts<HistoryAsk, HistoryPage, HistoryLine> {
  constructor() {
    super({
      read: (question, offset, limit, reading) => desk.backend.history(question, offset, limit, reading),
      items: (part) => part.lines,
      whole: (question) => ({ ...question, states: [] }),
    });
  }

  get counts(): readonly HistoryCount[] {
    return this.part?.counts ?? [];
  }
}
