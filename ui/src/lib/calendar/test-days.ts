import { parseDate } from "../days";
import type { DayFrame, HourMark, Moment, Visit } from "../ipc/bindings";
import { clockText } from "./slots";

// Days and visits for tests, shaped as the desk sends them.

function frame(date: string, minutes: number, marks: HourMark[], change: string): DayFrame {
  const day = parseDate(date);
  const weekday = day.weekday + 1;
  return { date, weekday, day: day.day, month: day.month, year: day.year, minutes, marks, change };
}

function hours(from: number, to: number, shift: number): HourMark[] {
  const marks: HourMark[] = [];
  for (let hour = from; hour < to; hour += 1) {
    marks.push({ offset: hour * 60 + shift, wall: hour * 60, label: clockText(hour * 60) });
  }
  return marks;
}

/** A day of 24 hours. */
export function evenDay(date: string): DayFrame {
  return frame(date, 1440, hours(0, 24, 0), "");
}

/** London, 29 March 2026: 01:00 to 02:00 is skipped. */
export function shortDay(date = "2026-03-29"): DayFrame {
  return frame(date, 1380, [...hours(0, 1, 0), ...hours(2, 24, -60)], "−1 h");
}

/** London, 25 October 2026: 01:00 to 02:00 comes twice. */
export function longDay(date = "2026-10-25"): DayFrame {
  return frame(date, 1500, [...hours(0, 2, 0), ...hours(1, 24, 60)], "+1 h");
}

/** A moment of an even day. */
export function moment(date: string, offset: number): Moment {
  const time = clockText(offset);
  return { utc: `${date}T${time}:00Z`, date, offset, time };
}

/** A visit from one moment to another; `change` replaces what else it has. */
export function visit(key: string, start: Moment, end: Moment, change: Partial<Visit> = {}): Visit {
  return {
    key,
    kind: key.startsWith("g") ? "groupReservation" : "reservation",
    personId: 1,
    name: `Visitor ${key}`,
    initials: "V",
    line: "",
    host: "",
    start,
    end,
    doors: [{ id: 1, name: "Front Door", readiness: "ready" }],
    groups: [],
    state: "expected",
    readiness: "ready",
    attendance: null,
    ...change,
  };
}

/** A visit within an even day, from and to in minutes past midnight. */
export function dayVisit(key: string, date: string, from: number, to: number): Visit {
  const end = to === 1440 ? moment(parseDate(date).add({ days: 1 }).toString(), 0) : moment(date, to);
  return visit(key, moment(date, from), end);
}
