import { parseDate, type CalendarDate } from "../days";
import { desk } from "../desk.svelte";
import type { Place } from "../ipc/bindings";
import { dayTitle, listTitle, monthTitle, weekTitle } from "../words/dates";

/** How much of time the calendar shows; `doors` shows a day or a week of it, door by door, `list` four weeks, visit by visit. */
export type CalendarView = "day" | "week" | "month" | "doors" | "list";
/** How much of time is shown at once. */
export type Span = Exclude<CalendarView, "doors">;

/**
 * A visit that is being made, drawn at its place: the day `YYYY-MM-DD`, `HH:MM` to `HH:MM` (`24:00` is the end of the day), and where it
 * goes, as far as that is known. One that is moved has its visitor's name.
 */
export type Ghost = { date: string; from: string; to: string; place?: Place; name?: string };

/** The days that a view shows, first and last, `YYYY-MM-DD`. */
export type Days = { first: string; last: string };

/** How many days the list has. */
const LISTED = 28;

/** The Monday on or before a day. */
function mondayOf(day: CalendarDate): CalendarDate {
  return day.subtract({ days: day.weekday });
}

/** Which days are shown around a day: whole weeks from Monday; a month as six of them, so that its height never jumps; the list from that day on. */
export function daysOf(span: Span, anchor: string): Days {
  const day = parseDate(anchor);
  switch (span) {
    case "day":
      return { first: anchor, last: anchor };
    case "week": {
      const monday = mondayOf(day);
      return { first: monday.toString(), last: monday.add({ days: 6 }).toString() };
    }
    case "month": {
      const monday = mondayOf(day.set({ day: 1 }));
      return { first: monday.toString(), last: monday.add({ days: 41 }).toString() };
    }
    case "list":
      return { first: anchor, last: day.add({ days: LISTED - 1 }).toString() };
  }
}

/** Where the calendar is: what it shows and around which day. */
class Calendar {
  view = $state<CalendarView>("week");
  /** How much of time the doors are shown for. */
  doorsFor = $state<"day" | "week">("week");
  /** How much of time is shown, in whichever view. */
  span = $derived<Span>(this.view === "doors" ? this.doorsFor : this.view);
  /** The visit being made in the booking drawer; null when there is none or its time cannot be read. */
  ghost = $state.raw<Ghost | null>(null);
  #anchor = $state<string | null>(null);

  /** The day around which the view lies and on which its cursor is (with which the list begins), `YYYY-MM-DD`; the building's today until somebody moves; null before the clock is known. */
  anchor = $derived(this.#anchor ?? desk.clock?.now.date ?? null);
  #days = $derived(this.anchor === null ? null : daysOf(this.span, this.anchor));
  /** The first day shown, `YYYY-MM-DD`; null before the clock is known. */
  first = $derived(this.#days?.first ?? null);
  /** The last day shown; null before the clock is known. */
  last = $derived(this.#days?.last ?? null);
  /** `16–22 Nov 2026`, `November 2026`, `Thu 19 Nov 2026`, `From 19 Nov 2026`. */
  title = $derived.by(() => {
    if (this.anchor === null || this.first === null || this.last === null) return "";
    const anchor = parseDate(this.anchor);
    if (this.span === "month") return monthTitle(anchor);
    if (this.span === "week") return weekTitle(parseDate(this.first), parseDate(this.last));
    if (this.span === "list") return listTitle(anchor);
    return dayTitle(anchor);
  });

  /** Moves to a day, `YYYY-MM-DD`; the view stays. At the building's today it follows midnight. */
  go(date: string): void {
    this.#anchor = date === desk.clock?.now.date ? null : date;
  }

  /** Back to the building's today, and it follows midnight again. */
  today(): void {
    this.#anchor = null;
  }

  /** Shows another view; the doors for a day where a day was shown. */
  show(view: CalendarView, date?: string): void {
    if (view === "doors" && this.view !== "doors") this.doorsFor = this.view === "day" ? "day" : "week";
    this.view = view;
    if (date !== undefined) this.go(date);
  }

  next(): void {
    this.#step(1);
  }

  previous(): void {
    this.#step(-1);
  }

  #step(by: number): void {
    if (this.anchor === null) return;
    const day = parseDate(this.anchor);
    switch (this.span) {
      case "day":
        return this.go(day.add({ days: by }).toString());
      case "week":
      case "list":
        return this.go(day.add({ weeks: by }).toString());
      case "month":
        return this.go(day.add({ months: by }).toString());
    }
  }
}

export const calendar = new Calendar();
