import { parseDate, type CalendarDate } from "../days";
import type { Moment } from "../ipc/bindings";
import { preferences } from "../settings/preferences.svelte";
import { say, sayRange } from "./clock";

const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;

/** 19 November in numbers, as this computer writes a date. */
export function inNumbers(order = preferences.dateOrder): string {
  return order === "dayFirst" ? "19/11" : "11/19";
}

function read(date: string | CalendarDate): CalendarDate {
  return typeof date === "string" ? parseDate(date) : date;
}

/** `Thursday`. */
export function dayName(date: string | CalendarDate): string {
  return DAYS[read(date).weekday] ?? "";
}

/** `November`, from 1 to 12. */
export function monthName(month: number): string {
  return MONTHS[month - 1] ?? "";
}

/** `Thu 19 Nov`. */
export function shortDate(date: string | CalendarDate): string {
  const day = read(date);
  return `${dayName(day).slice(0, 3)} ${String(day.day)} ${monthName(day.month).slice(0, 3)}`;
}

/** `Thursday 19 November 2026`. */
export function longDate(date: string | CalendarDate): string {
  const day = read(date);
  return `${dayName(day)} ${String(day.day)} ${monthName(day.month)} ${String(day.year)}`;
}

/** Whether it ends at the midnight that closes this day. */
export function endsWith(date: string, end: Moment): boolean {
  return end.offset === 0 && parseDate(date).add({ days: 1 }).toString() === end.date;
}

/** Whether all of it is on one day; the midnight that closes that belongs to it. */
export function isWithinDay(start: Moment, end: Moment): boolean {
  return start.date === end.date || endsWith(start.date, end);
}

/**
 * `09:00–17:00`, or `Wed 18 Nov 09:00 – Thu 19 Nov 18:00` over several days. An end at the midnight that closes the first day
 * is said as `24:00`, by a clock of 12 hours as `midnight`.
 */
export function range(start: Moment, end: Moment): string {
  if (isWithinDay(start, end)) return sayRange(start.time, start.date === end.date ? end.time : "24:00");
  return `${shortDate(start.date)} ${say(start.time)} – ${shortDate(end.date)} ${say(end.time)}`;
}

/** The last day that something is on: a midnight that ends it belongs to the day before. */
export function lastDay(start: Moment, end: Moment): string {
  return end.offset === 0 && end.date > start.date ? parseDate(end.date).subtract({ days: 1 }).toString() : end.date;
}

const shortMonth = (date: CalendarDate): string => monthName(date.month).slice(0, 3);

/** `16–22 Nov 2026`, `30 Nov – 6 Dec 2026`, `28 Dec 2026 – 3 Jan 2027`. */
export function weekTitle(first: CalendarDate, last: CalendarDate): string {
  const end = `${String(last.day)} ${shortMonth(last)} ${String(last.year)}`;
  if (first.year !== last.year) return `${String(first.day)} ${shortMonth(first)} ${String(first.year)} – ${end}`;
  if (first.month !== last.month) return `${String(first.day)} ${shortMonth(first)} – ${end}`;
  return `${String(first.day)}–${end}`;
}

/** `November 2026`. */
export function monthTitle(date: CalendarDate): string {
  return `${monthName(date.month)} ${String(date.year)}`;
}

/** `From 19 Nov 2026`. */
export function listTitle(first: CalendarDate): string {
  return `From ${String(first.day)} ${shortMonth(first)} ${String(first.year)}`;
}

/** `Thu 19 Nov 2026`. */
export function dayTitle(date: CalendarDate): string {
  return `${shortDate(date)} ${String(date.year)}`;
}
