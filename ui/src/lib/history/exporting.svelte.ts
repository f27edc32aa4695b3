import { desk } from "../desk.svelte";
import { announce } from "../frame/announce.svelte";
import type { ExportForm, HistoryAsk } from "../ipc/bindings";
import { asDeskError, explain } from "../words/errors";
import { exportWords as words, notKept } from "../words/history";

/** The writing of a file of what is shown, and what came of it. */
export class Exporting {
  /** A file is being chosen or written. */
  busy = $state(false);
  said = $state("");
  failed = $state(false);

  async run(ask: HistoryAsk, form: ExportForm): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.said = "";
    this.failed = false;
    try {
      const done = await desk.backend.exportHistory(ask, form);
      if (done !== null) this.said = words.done(done.visits, done.file, done.leftOut, notKept(ask.first, done.keptFrom));
    } catch (error) {
      this.failed = true;
      const code = asDeskError(error)?.code;
      this.said = code === "machine" ? words.failed : code === "signedOut" ? words.otherAccount : explain(error);
    } finally {
      this.busy = false;
    }
    if (this.said !== "") announce(this.said);
  }
}
