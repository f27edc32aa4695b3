type Later = typeof import("../later");

/** The parts of the page that are not there at the start, so that they cost it nothing. Once read, they are there at once. */
class Parts {
  #asked: Promise<void> | null = null;
  later = $state.raw<Later | null>(null);

  /** Reads them, unless that has been done. What could not be read is asked for again the next time. */
  read(): Promise<void> {
    this.#asked ??= import("../later").then(
      (later) => {
        this.later = later;
      },
      () => {
        this.#asked = null;
      },
    );
    return this.#asked;
  }
}

export const parts = new Parts();
