import { desk } from "../desk.svelte";
import type { Freshness } from "../ipc/bindings";

/** The same freshness, so many seconds later. */
export function aged(freshness: Freshness, seconds: number): Freshness {
  if (freshness.kind === "fresh") return { ...freshness, seconds: freshness.seconds + seconds };
  if ((freshness.kind === "offline" || freshness.kind === "troubled") && freshness.seconds !== null) {
    return { ...freshness, seconds: freshness.seconds + seconds };
  }
  return freshness;
}

/** In how many seconds words of this age change, at the soonest: with the minute. Null where it has no age. */
export function staysFor(freshness: Freshness): number | null {
  const seconds = "seconds" in freshness ? freshness.seconds : null;
  return seconds === null ? null : 60 - (seconds % 60);
}

/** How fresh the data is: ages by itself between one status of the desk and the next. */
class Age {
  #told = 0;
  #now = $state.raw(0);

  readonly freshness = $derived.by<Freshness | null>(() =>
    desk.status === null ? null : aged(desk.status.freshness, Math.max(0, (this.#now - this.#told) / 1000)),
  );

  /** Keeps it up; call once while a component lives. Nothing is woken for an age that reads the same. */
  run(): void {
    $effect(() => {
      void desk.status;
      this.#told = performance.now();
      this.#now = this.#told;
    });
    $effect(() => {
      const seconds = this.freshness && staysFor(this.freshness);
      if (seconds === null) return;
      const timer = setTimeout(() => {
        this.#now = performance.now();
      }, seconds * 1000);
      return () => {
        clearTimeout(timer);
      };
    });
  }
}

export const age = new Age();
