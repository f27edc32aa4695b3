import { desk } from "../desk.svelte";
import type { DoorEvent, DoorLogAsk, DoorLogPage } from "../ipc/bindings";
import { Parts } from "./parts.svelte";

/** What the doors reported: DoorFlow is read on, a thousand events at a time, until all is there or somebody stops it. */
export class DoorLog extends Parts<DoorLogAsk, DoorLogPage, DoorEvent> {
  /** More is being read. */
  busy = $state(false);
  #question: DoorLogAsk | null = null;
  /** Grows with each question and each stop: whoever read on for an earlier one stops. */
  #run = 0;

  constructor() {
    super({
      read: (question, offset, limit, reading, further) => desk.backend.doorLog(question, offset, limit, reading, further),
      items: (part) => part.events,
      whole: (question) => ({ ...question, outcomes: [] }),
    });
  }

  /** Asks, and reads on to the end. */
  async show(question: DoorLogAsk): Promise<void> {
    this.#question = question;
    this.#run += 1;
    const run = this.#run;
    this.busy = true;
    await this.ask(question);
    if (run !== this.#run) return;
    if (this.answered) await this.readOn();
    else this.busy = false;
  }

  /** Shows what answers a question: of the one that is shown already, what is missing of it because it failed. */
  async follow(question: DoorLogAsk): Promise<void> {
    if (question !== this.#question) await this.show(question);
    else if (this.trouble !== "") await this.readOn();
  }

  /** Reads on where it was stopped or failed; begins anew where that was before the first answer. */
  async readOn(): Promise<void> {
    if (!this.answered || this.part === null) {
      if (this.#question !== null) await this.show(this.#question);
      return;
    }
    this.#run += 1;
    const run = this.#run;
    this.trouble = "";
    // Lines in sight that failed are asked for again as well.
    this.epoch += 1;
    this.busy = !this.part.complete;
    while (run === this.#run && this.busy) {
      const moved = await this.further();
      if (run !== this.#run) return;
      this.busy = moved && !this.part.complete;
    }
  }

  /** Reads no further: what is there stays. */
  stop(): void {
    this.#run += 1;
    this.busy = false;
  }
}
