import { parseDate } from "../days";
import type { Ends, Pattern, Repeat } from "../ipc/bindings";
import { Entry, type Grammar } from "./entry.svelte";

/** As often as it is offered at first. */
const USUAL_COUNT = 10;

/** On which dates a visit comes again, as the fields hold it. */
export class Repeating {
  on = $state(false);
  kind = $state<Pattern["kind"]>("weekly");
  /** Every so many weeks, as typed. */
  every = $state("1");
  /** Days of the week, 1 for Monday; none for the first date's own. */
  days = $state.raw<readonly number[]>([]);
  ends = $state<Ends["kind"]>("after");
  /** So many times, as typed. */
  count = $state(String(USUAL_COUNT));
  readonly until: Entry;
  /** Dates that are not to be booked. */
  leftOut = $state.raw<readonly string[]>([]);

  constructor(days: Grammar) {
    this.until = new Entry(days);
  }

  get repeat(): Repeat {
    const pattern: Pattern = this.kind === "weekly" ? { kind: "weekly", every: figure(this.every), days: [...this.days] } : { kind: this.kind };
    const ends: Ends = this.ends === "on" ? { kind: "on", date: this.until.value } : { kind: "after", count: figure(this.count) };
    return { pattern, ends, leftOut: [...this.leftOut] };
  }

  /** Takes what is known of it. */
  take({ pattern, ends, leftOut }: Repeat): void {
    this.on = true;
    this.kind = pattern.kind;
    if (pattern.kind === "weekly") {
      this.every = String(pattern.every);
      this.days = pattern.days;
    }
    this.ends = ends.kind;
    if (ends.kind === "on") {
      this.until.edit(ends.date);
      this.until.settle();
    } else this.count = String(ends.count);
    this.leftOut = leftOut;
  }

  /** The days of the week that are chosen, the first date's own where none is. */
  shownDays(first: string | null): readonly number[] {
    return this.days.length > 0 || first === null ? this.days : [parseDate(first).weekday + 1];
  }

  toggleDay(day: number, first: string | null): void {
    const shown = this.shownDays(first);
    const next = shown.includes(day) ? shown.filter((each) => each !== day) : [...shown, day];
    // A week with no day at all is none.
    if (next.length > 0) this.days = next.sort((a, b) => a - b);
  }

  /** Leaves dates out, or puts them in again. */
  leaveOut(dates: readonly string[], out: boolean): void {
    const others = this.leftOut.filter((date) => !dates.includes(date));
    this.leftOut = out ? [...others, ...dates] : others;
  }
}

/** A number as typed; 0, which the desk refuses, for what is none. */
function figure(text: string): number {
  return /^\d{1,4}$/.test(text.trim()) ? Number(text) : 0;
}
