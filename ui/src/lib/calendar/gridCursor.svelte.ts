import { parseDate } from "../days";
import type { DayFrame, Moment, Visit } from "../ipc/bindings";
import { calendar } from "./calendar.svelte";
import type { AllDay, Timed } from "./geometry";
import type { Layout } from "./lanes";
import { offsetOf, wallAt } from "./slots";
import { choice, edge, extended, sideways, vertical, type Column, type Place } from "./stops";

/** A day with its visits laid out. */
export type LaidDay = { frame: DayFrame; layout: Layout<Timed> };
/** What the cursor walks over: the days drawn, and the lane above them. */
export type GridModel = { days: readonly LaidDay[]; allDay: AllDay; now: Moment | null };

/** The name of free time among the stops of the grid. */
export const SLOT_STOP = "slot";
/** The first slot of a day that is not today: 09:00. */
const OPENING = 540;

/** The stop of a cluster of a day. */
export function clusterStop(date: string, key: string): string {
  return `${date} ${key}`;
}

/** The stop of what a day hides of the all-day lane. */
export function hiddenStop(date: string): string {
  return `${date} all-day`;
}

/** Where the keyboard is in the hours of one or seven days. The day is the calendar's own; the place within it is kept here. */
export class GridCursor {
  readonly #model: () => GridModel;
  #place = $state.raw<Place>({ key: null, wall: null, extra: 0 });
  #lastHere: string | null = null;

  constructor(model: () => GridModel) {
    this.#model = model;
  }

  /** The day of the cursor; while days that have just been asked for are not there yet, the last one it was on. */
  here = $derived.by((): string | null => {
    const { days } = this.#model();
    const anchor = calendar.anchor;
    if (anchor !== null && days.some(({ frame }) => frame.date === anchor)) this.#lastHere = anchor;
    return (days.find(({ frame }) => frame.date === this.#lastHere) ?? days[0])?.frame.date ?? null;
  });
  column = $derived(this.#columnOf(this.here));
  /** Keys of the all-day lane, row by row, then what each day hides of it. */
  laneKeys = $derived.by(() => {
    const { days, allDay } = this.#model();
    const shown = [...allDay.shown].sort((a, b) => a.row - b.row || a.first - b.first).map((item) => item.key);
    const hidden = days.filter((_, index) => (allDay.hidden[index]?.length ?? 0) > 0).map(({ frame }) => hiddenStop(frame.date));
    return [...shown, ...hidden];
  });
  /** The place, on free time when the visit that it was on has gone. */
  place = $derived.by((): Place => {
    const { key } = this.#place;
    const stands = key === null || this.laneKeys.includes(key) || this.column?.items.some((item) => item.key === key);
    return stands ? this.#place : { ...this.#place, key: null };
  });
  /** The stop that the cursor is on. */
  stop = $derived(this.place.key ?? SLOT_STOP);
  /** The free time that is chosen; null while the cursor is on a visit. */
  chosen = $derived(this.column === null || this.place.key !== null ? null : choice(this.column, this.place, this.start));

  /** Where the cursor is before anybody has moved it, in minutes since its day began: now, or when the day opens. */
  get start(): number {
    const { now } = this.#model();
    if (now !== null && now.date === this.here) return now.offset;
    return this.column === null ? OPENING : offsetOf(this.column.frame, { minutes: OPENING, turn: 0 });
  }

  #columnOf(date: string | null): Column | null {
    const day = this.#model().days.find(({ frame }) => frame.date === date);
    if (day === undefined) return null;
    const clusters = day.layout.clusters.map((one) => ({ ...one, key: clusterStop(day.frame.date, one.key) }));
    return { frame: day.frame, items: [...day.layout.seats.map((seat) => seat.item), ...clusters] };
  }

  /** Puts the cursor on a stop of a day, or of the all-day lane where no day is given. */
  put(key: string, date: string | null): void {
    if (date !== null && date !== calendar.anchor) calendar.go(date);
    this.#place = { ...this.place, key, extra: 0 };
  }

  /** Puts the cursor on free time. */
  putAt(date: string, offset: number): void {
    const column = this.#columnOf(date);
    if (column === null) return;
    if (date !== calendar.anchor) calendar.go(date);
    this.#place = { key: null, wall: wallAt(column.frame, offset), extra: 0 };
  }

  /** Up or down by a visit or half an hour; above the first half-hour lies the all-day lane. */
  step(by: 1 | -1): void {
    if (this.laneKeys.includes(this.stop)) {
      if (by > 0) this.#place = { key: null, wall: { minutes: 0, turn: 0 }, extra: 0 };
      return;
    }
    if (this.column === null) return;
    const next = vertical(this.column, this.place, by, this.start);
    if (next !== null) this.#place = next;
    else if (by < 0) this.#intoLane();
  }

  /** Left or right by a day; along the all-day lane by a visit. */
  turn(by: 1 | -1): void {
    const inLane = this.laneKeys.indexOf(this.stop);
    if (inLane >= 0) {
      const next = this.laneKeys[inLane + by];
      if (next !== undefined) this.#place = { ...this.place, key: next };
      return;
    }
    if (this.column === null) return;
    // While days are being read the calendar is ahead of what is drawn: steps add up from where it is.
    const date = parseDate(calendar.anchor ?? this.column.frame.date).add({ days: by }).toString();
    this.#place = sideways(this.column, this.#columnOf(date), this.place, this.start);
    calendar.go(date);
  }

  /** Makes the choice longer or shorter by half an hour. */
  extend(by: 1 | -1): void {
    if (this.column !== null && !this.laneKeys.includes(this.stop)) this.#place = extended(this.column, this.place, by, this.start);
  }

  /** To the top of the day, the all-day lane where it holds something; or to its end. */
  jump(last: boolean): void {
    if (this.column === null) return;
    if (!last && this.laneKeys.length > 0) this.#intoLane();
    else this.#place = edge(this.column, last);
  }

  /** To what lies over this day, else to the first of the lane. */
  #intoLane(): void {
    const { days, allDay } = this.#model();
    const index = days.findIndex(({ frame }) => frame.date === this.here);
    const over = allDay.shown.find((item) => item.first <= index && item.last >= index)?.key ?? this.laneKeys[0];
    if (over !== undefined) this.#place = { ...this.place, key: over, extra: 0 };
  }

  /** The visits that a stop stands for where they have no node of their own; null for any other stop. */
  hiddenAt(stop: string): { date: string; visits: readonly Visit[] } | null {
    const { days, allDay } = this.#model();
    for (const [index, { frame, layout }] of days.entries()) {
      if (stop === hiddenStop(frame.date)) return { date: frame.date, visits: allDay.hidden[index] ?? [] };
      const cluster = layout.clusters.find((one) => clusterStop(frame.date, one.key) === stop);
      if (cluster !== undefined) return { date: frame.date, visits: cluster.items.map((item) => item.visit) };
    }
    return null;
  }
}
