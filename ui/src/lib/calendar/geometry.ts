import { parseDate } from "../days";
import type { DayFrame, Visit } from "../ipc/bindings";
import type { Stretch } from "./lanes";

/** How high an hour is drawn, in CSS pixels. */
export const HOUR_HEIGHT = { day: 60, week: 48 } as const;
/** The least height and width of anything that is clicked, in CSS pixels. */
export const TARGET = 24;

/** A visit within one day, in minutes since that day began. */
export type Timed = Stretch & { visit: Visit };
/** A visit over several days: the columns it takes, and whether it goes on beyond them. */
export type Spanning = { key: string; visit: Visit; first: number; last: number; before: boolean; after: boolean };
export type Sorted = { timed: Timed[][]; spanning: Spanning[] };

/** CSS pixels from the top of the day. */
export function top(minutes: number, hourHeight: number): number {
  return (minutes * hourHeight) / 60;
}

/** How many minutes `TARGET` pixels are. */
export function shortest(hourHeight: number): number {
  return (TARGET * 60) / hourHeight;
}

/** How much of a column visits take, in hundredths: a strip at its right stays free to drag in, however full the day is. */
export const USED = 94;
/** Hours that are written in a column take this many CSS pixels from its visits. */
export const HOURS = 36;

/** How much of a column's width its visits may take, in CSS pixels. */
export function usableWidth(columnWidth: number, hoursWritten: boolean): number {
  return (columnWidth * USED) / 100 - (hoursWritten ? HOURS : 0);
}

/** How many lanes there is room for: six at most in a week, each wide enough to hit; more in a day, each wide enough to read. */
export function laneLimit(view: "day" | "week", usable: number): number {
  const [narrowest, most] = view === "week" ? [TARGET + 2, 6] : [72, 24];
  return Math.min(Math.max(Math.floor(usable / narrowest), 1), most);
}

/** The last day that a visit takes some of, `YYYY-MM-DD`: an end at midnight belongs to the day that it closes. */
export function lastDayOf(visit: Visit): string {
  if (visit.end.offset > 0 || visit.end.date <= visit.start.date) return visit.end.date;
  return parseDate(visit.end.date).subtract({ days: 1 }).toString();
}

/** Whether a visit begins and ends within one day. */
export function isOneDay(visit: Visit): boolean {
  return lastDayOf(visit) === visit.start.date;
}

/** Puts each visit into the column of its day, or, if it takes several days, into the all-day lane. */
export function sortVisits(days: readonly DayFrame[], visits: readonly Visit[]): Sorted {
  const column = new Map(days.map((day, index) => [day.date, index]));
  const timed: Timed[][] = days.map(() => []);
  const spanning: Spanning[] = [];
  const firstDay = days[0]?.date ?? "";
  const lastDay = days.at(-1)?.date ?? "";

  for (const visit of visits) {
    const end = lastDayOf(visit);
    if (end === visit.start.date) {
      const at = column.get(visit.start.date);
      const day = at === undefined ? undefined : days[at];
      if (at === undefined || day === undefined) continue;
      const to = visit.end.date === visit.start.date ? visit.end.offset : day.minutes;
      timed[at]?.push({ key: visit.key, from: visit.start.offset, to, visit });
    } else if (visit.start.date <= lastDay && end >= firstDay) {
      spanning.push({
        key: visit.key,
        visit,
        first: column.get(visit.start.date) ?? 0,
        last: column.get(end) ?? days.length - 1,
        before: visit.start.date < firstDay,
        after: end > lastDay,
      });
    }
  }
  return { timed, spanning };
}

export type Row = Spanning & { row: number };
/** The all-day lane: what is drawn in which row, and what each column hides. */
export type AllDay = { shown: Row[]; rows: number; hidden: Visit[][] };

/** Packs visits of several days into rows, the earliest and longest first; what exceeds `most` rows is hidden in every column it takes. */
export function packAllDay(spanning: readonly Spanning[], columns: number, most: number): AllDay {
  const ordered = [...spanning].sort(
    (a, b) => a.first - b.first || b.last - a.last || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0),
  );
  const ends: number[] = [];
  const shown: Row[] = [];
  const hidden: Visit[][] = Array.from({ length: columns }, () => []);
  for (const item of ordered) {
    let row = ends.findIndex((end) => end < item.first);
    if (row < 0) row = ends.length;
    if (row >= most) {
      for (let column = item.first; column <= item.last; column += 1) hidden[column]?.push(item.visit);
      continue;
    }
    ends[row] = item.last;
    shown.push({ ...item, row });
  }
  return { shown, rows: ends.length, hidden };
}

/** The visits of each day, those of several days first and in each of their days. */
export function dayByDay(days: readonly DayFrame[], visits: readonly Visit[]): Visit[][] {
  const { timed, spanning } = sortVisits(days, visits);
  const cells: Visit[][] = days.map(() => []);
  for (const item of spanning) {
    for (let column = item.first; column <= item.last; column += 1) cells[column]?.push(item.visit);
  }
  timed.forEach((items, column) => {
    items.sort((a, b) => a.from - b.from || (a.key < b.key ? -1 : 1));
    for (const item of items) cells[column]?.push(item.visit);
  });
  return cells;
}

/** The line with a day's number, and the height from one entry to the next, in CSS pixels. */
const MONTH_HEAD = 29;
const MONTH_ENTRY = 24;

/** How many entries a day of the month has room for, the one that counts the rest included; one at least. */
export function monthRoom(height: number): number {
  return Math.max(Math.floor((height - MONTH_HEAD) / MONTH_ENTRY), 1);
}
