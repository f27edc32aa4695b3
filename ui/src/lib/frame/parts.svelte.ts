type Later = typeof import("../later");
type Week = typeof import("../week");

/** The parts of the page that are not there at the start, so that they cost it nothing. Once read, they are there at once. */
class Parts {
  #asked: Promise<void> | null = null;
  later = $state.raw<Later | null>(null);
  /** The calendar; it comes with the rest at the latest. */
  week = $state.raw<Week | null>(null);

  /** Reads them, unless that has been done. What could not be read is asked for again the next time. */
  read(): Promise<void> {
    this.#asked ??= import("../later").then(
      (later) => {
        this.later = this.week = later;
      },
      () => {
        this.#asked = null;
      },
    );
    return this.#asked;
  }

  /** Reads the calendar alone: the first view of a desk that opens with it waits for nothing else. A second wish costs nothing. */
  async readWeek(): Promise<void> {
    if (this.week !== null) return;
    try {
      this.week = await import("../week");
    } catch {
      // It is asked for again with the rest.
      await this.read();
    }
  }
}

export const parts = new Parts();
