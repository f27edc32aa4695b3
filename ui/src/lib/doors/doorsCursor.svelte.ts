import { parseDate } from "../days";
import { calendar } from "../calendar/calendar.svelte";
import { clusterStop, SLOT_STOP } from "../calendar/gridCursor.svelte";
import type { Stretch } from "../calendar/lanes";
import { offsetOf, wallAt } from "../calendar/slots";
import { choice, edge, extended, sideways, vertical, type Column, type Place } from "../calendar/stops";
import type { Moment } from "../ipc/bindings";
import { dayAt, dayOf, type Axis, type AxisDay } from "./axis";
import { isPlace, type LaidRow, type PlaceRow } from "./rows";

/** What the cursor walks over. */
export type DoorsModel = { axis: Axis; laid: readonly LaidRow[]; now: Moment | null };
/** A row of the grid that can hold visits, and how many rows lie over it. */
export type Here = { row: PlaceRow; laid: LaidRow; index: number };

/** The first slot of a day that is not today: 09:00. */
const OPENING = 540;

/** What can be stood on in a row, in minutes since the axis began. */
function stopsIn({ row, laid: { layout } }: Here): Stretch[] {
  const clusters = layout.clusters.map((one) => ({ ...one, key: clusterStop(row.key, one.key) }));
  return [...layout.seats.map((seat) => seat.item), ...clusters];
}

/** Where the keyboard is among the doors: in a row, on a day (the calendar's own), on a visit or on free time. Arrows up and down are doors, left and right are time. */
export class DoorsCursor {
  readonly #model: () => DoorsModel;
  #place = $state.raw<Place>({ key: null, wall: null, extra: 0 });
  #row = $state<string | null>(null);
  /** Where that row was, for when it has gone. */
  #rowIndex = 0;
  #lastDay: string | null = null;

  constructor(model: () => DoorsModel) {
    this.#model = model;
  }

  /** The day of the cursor; while days that have just been asked for are not there yet, the last one it was on. */
  day = $derived.by((): AxisDay | null => {
    const { axis } = this.#model();
    const anchored = dayOf(axis, calendar.anchor);
    if (anchored !== null) this.#lastDay = anchored.frame.date;
    return dayOf(axis, this.#lastDay) ?? axis.days[0] ?? null;
  });
  #rows = $derived.by((): Here[] =>
    this.#model().laid.flatMap((laid, index) => (isPlace(laid.row) ? [{ row: laid.row, laid, index }] : [])),
  );
  /** The row of the cursor: the one that it was put in, else the one that now is where that was; null where there are none. */
  here = $derived.by((): Here | null => {
    const rows = this.#rows;
    const found = rows.find(({ row }) => row.key === this.#row) ?? rows[Math.min(this.#rowIndex, rows.length - 1)] ?? null;
    if (found !== null) this.#rowIndex = rows.indexOf(found);
    return found;
  });
  column = $derived(this.#columnOf(this.here, this.day));
  /** The place, on free time when the visit that it was on has gone. */
  place = $derived.by((): Place => {
    const { key } = this.#place;
    const stands = key === null || this.column?.items.some((item) => item.key === key);
    return stands ? this.#place : { ...this.#place, key: null };
  });
  /** The stop that the cursor is on, within its row. */
  stop = $derived(this.place.key ?? SLOT_STOP);
  /** The free time that is chosen, in minutes of its day; null while the cursor is on a visit. */
  chosen = $derived(this.column === null || this.place.key !== null ? null : choice(this.column, this.place, this.start));
  /** From where to where on the axis the cursor is. */
  stretch = $derived.by((): { from: number; to: number } | null => {
    const { column, day, chosen } = this;
    if (column === null || day === null) return null;
    const at = chosen ?? column.items.find((item) => item.key === this.stop);
    return at === undefined ? null : { from: day.start + at.from, to: day.start + at.to };
  });

  /** Where the cursor is before anybody has moved it, in minutes since its day began: now, or when the day opens. */
  get start(): number {
    const { now } = this.#model();
    const frame = this.day?.frame;
    if (frame === undefined) return OPENING;
    return now !== null && now.date === frame.date ? now.offset : offsetOf(frame, { minutes: OPENING, turn: 0 });
  }

  /** A row's day as the keyboard walks it. A visit is met on the day on which it begins, or on the first that is shown. */
  #columnOf(here: Here | null, day: AxisDay | null): Column | null {
    if (here === null || day === null) return null;
    const { axis } = this.#model();
    const items = stopsIn(here)
      .filter((item) => dayAt(axis, item.from) === day)
      .map(({ key, from, to }) => ({ key, from: from - day.start, to: to - day.start }));
    return { frame: day.frame, items };
  }

  /** Puts the cursor on a visit or cluster of a row. */
  put(row: string, key: string): void {
    const here = this.#rows.find((one) => one.row.key === row);
    const item = here && stopsIn(here).find((one) => one.key === key);
    if (item === undefined) return;
    this.#row = row;
    this.#goTo(dayAt(this.#model().axis, item.from));
    this.#place = { ...this.place, key, extra: 0 };
  }

  /** Puts the cursor on free time of a row. */
  putAt(row: string, day: AxisDay, offset: number): void {
    this.#row = row;
    this.#goTo(day);
    this.#place = { key: null, wall: wallAt(day.frame, offset), extra: 0 };
  }

  #goTo(day: AxisDay | null): void {
    if (day !== null && day.frame.date !== calendar.anchor) calendar.go(day.frame.date);
  }

  /** Earlier or later by a visit or half an hour, from day to day. */
  step(by: 1 | -1): void {
    if (this.column === null) return;
    const next = vertical(this.column, this.place, by, this.start);
    if (next !== null) {
      this.#place = next;
      return;
    }
    // While days are being read the calendar is ahead of what is drawn: steps add up from where it is.
    const date = parseDate(calendar.anchor ?? this.column.frame.date).add({ days: by }).toString();
    const column = this.#columnOf(this.here, dayOf(this.#model().axis, date));
    this.#place = column === null ? { key: null, wall: { minutes: by > 0 ? 0 : 1410, turn: 0 }, extra: 0 } : edge(column, by < 0);
    calendar.go(date);
  }

  /** Down or up by so many rows: from a visit to one at its time, from free time to free time. */
  turn(by: number): void {
    const rows = this.#rows;
    if (this.here === null || this.column === null) return;
    const at = rows.indexOf(this.here);
    const next = rows[Math.min(Math.max(at + by, 0), rows.length - 1)];
    if (next === undefined || next === this.here) return;
    this.#place = sideways(this.column, this.#columnOf(next, this.day), this.place, this.start);
    this.#row = next.row.key;
  }

  /** Makes the choice longer or shorter by half an hour. */
  extend(by: 1 | -1): void {
    if (this.column !== null) this.#place = extended(this.column, this.place, by, this.start);
  }

  /** To the beginning or the end of the day in this row. */
  jump(last: boolean): void {
    if (this.column !== null) this.#place = edge(this.column, last);
  }
}
