import { fromAbsolute, parseAbsolute, parseDate, parseTime, toCalendarDateTime, toZoned, type CalendarDate } from "@internationalized/date";
import type { Clock, DayFrame, HourMark, Moment } from "../bindings";

/** The stand-in building's zone, whose clocks go back on 25 October 2026. */
export const ZONE = "Europe/London";

const MINUTE = 60_000;
const two = (value: number): string => String(value).padStart(2, "0");

function midnight(date: CalendarDate): number {
  return toZoned(date, ZONE, "earlier").toDate().getTime();
}

/** Milliseconds since 1970 of a wall time `HH:MM` on a day; `24:00` is the day's end. */
export function instant(date: string, time: string): number {
  const day = parseDate(date);
  if (time === "24:00") return midnight(day.add({ days: 1 }));
  return toZoned(toCalendarDateTime(day, parseTime(time)), ZONE, "earlier").toDate().getTime();
}

/** The instant of a moment that this file has made. */
export function instantOf(moment: Moment): number {
  return parseAbsolute(moment.utc, ZONE).toDate().getTime();
}

/** A moment from milliseconds since 1970. */
export function moment(ms: number): Moment {
  const at = fromAbsolute(ms, ZONE);
  const date = parseDate(`${two(at.year).padStart(4, "0")}-${two(at.month)}-${two(at.day)}`);
  const wall = `${two(at.hour)}:${two(at.minute)}`;
  const twice = [ms - 60 * MINUTE, ms + 60 * MINUTE].some((other) => {
    const there = fromAbsolute(other, ZONE);
    return there.day === at.day && there.hour === at.hour;
  });
  return {
    utc: at.toAbsoluteString(),
    date: date.toString(),
    offset: Math.round((ms - midnight(date)) / MINUTE),
    time: twice ? `${wall} ${at.offset === 0 ? "GMT" : "BST"}` : wall,
  };
}

/** A day with its real length and a mark at each full hour that its clock shows. */
export function dayFrame(iso: string): DayFrame {
  const date = parseDate(iso);
  const start = midnight(date);
  const minutes = Math.round((midnight(date.add({ days: 1 })) - start) / MINUTE);
  const marks: HourMark[] = [];
  for (let offset = 0; offset < minutes; offset += 60) {
    const at = fromAbsolute(start + offset * MINUTE, ZONE);
    marks.push({ offset, wall: at.hour * 60, label: `${two(at.hour)}:00` });
  }
  const weekday = (Math.floor(date.calendar.toJulianDay(date)) % 7) + 1;
  const change = minutes === 1440 ? "" : minutes > 1440 ? "+1 h" : "−1 h";
  return { date: iso, weekday, day: date.day, month: date.month, year: date.year, minutes, marks, change };
}

export function clock(ms: number): Clock {
  const hours = fromAbsolute(ms, ZONE).offset / 3_600_000;
  return { now: moment(ms), zone: ZONE, utcOffset: `UTC+${String(hours)}` };
}

/** `YYYY-MM-DD`, some days later. */
export function later(iso: string, days: number): string {
  return parseDate(iso).add({ days }).toString();
}
