import { CalendarDate, dayAndMonth, parseDate } from "../days";
import type { DateOrder } from "../ipc/bindings";
import { preferences } from "../settings/preferences.svelte";
import { dayName, monthName } from "../words/dates";

const MONTHS = Array.from({ length: 12 }, (_, index) => monthName(index + 1).toLowerCase());
// Any Monday will do to ask for the names of the days.
const MONDAY = new CalendarDate(2024, 1, 1);
const DAYS = Array.from({ length: 7 }, (_, index) => dayName(MONDAY.add({ days: index })).toLowerCase());

/** The place of the one name that `text` begins, given at least three letters of it; -1 when there is none. */
function named(names: string[], text: string): number {
  return text.length < 3 ? -1 : names.findIndex((name) => name.startsWith(text));
}

/** The day, unless there is no such day (31 June), or none that the desk knows. */
function real(year: number, month: number, day: number): CalendarDate | null {
  if (day < 1 || year < 1970 || year > 2100) return null;
  const date = new CalendarDate(year, month, day);
  return date.year === year && date.month === month && date.day === day ? date : null;
}

/** Of the years around today's, the one that brings a day and month nearest to today. */
function nearest(month: number, day: number, today: CalendarDate): CalendarDate | null {
  const candidates = [today.year - 1, today.year, today.year + 1].map((year) => real(year, month, day));
  return candidates
    .filter((date) => date !== null)
    .reduce<CalendarDate | null>(
      (best, date) => (best === null || Math.abs(date.compare(today)) < Math.abs(best.compare(today)) ? date : best),
      null,
    );
}

/** `26` is 2026; a year of three digits is nobody's. */
function yearOf(text: string): number | null {
  if (text.length === 2) return 2000 + Number(text);
  return text.length === 4 ? Number(text) : null;
}

function inYear(year: string | undefined, month: number, day: number, today: CalendarDate): CalendarDate | null {
  if (month < 1 || month > 12) return null;
  if (year === undefined) return nearest(month, day, today);
  const full = yearOf(year);
  return full === null ? null : real(full, month, day);
}

function read(text: string, today: CalendarDate, order: DateOrder): CalendarDate | null {
  const relative = { today: 0, tomorrow: 1, yesterday: -1 }[text];
  if (relative !== undefined) return today.add({ days: relative });

  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  if (iso) return inYear(iso[1], Number(iso[2]), Number(iso[3]), today);

  const [, one, separator, other, year] = /^(\d{1,2})([/.])(\d{1,2})(?:[/.](\d+))?\.?$/.exec(text) ?? [];
  if (one !== undefined && separator !== undefined && other !== undefined) {
    const meant = dayAndMonth(one, separator, other, order).map(([day, month]) => inYear(year, month, day, today));
    return meant.find((day) => day !== null) ?? null;
  }

  // A weekday before a date (`Thu 19 Nov`, as the page writes it) adds nothing and is not checked against it.
  const spoken = /^(?:[a-z]{3,9}\s+)?(\d{1,2})(?:st|nd|rd|th)?\s*([a-z]{3,9})(?:\s+(\d+))?$/.exec(text);
  if (spoken) return inYear(spoken[3], named(MONTHS, spoken[2] ?? "") + 1, Number(spoken[1]), today);

  const turned = /^([a-z]{3,9})\s+(\d{1,2})(?:st|nd|rd|th)?(?:\s+(\d{4}))?$/.exec(text);
  if (turned) return inYear(turned[3], named(MONTHS, turned[1] ?? "") + 1, Number(turned[2]), today);

  const month = /^([a-z]{3,9})\s*(\d{4})?$/.exec(text);
  if (month) {
    const weekday = named(DAYS, month[1] ?? "");
    if (weekday >= 0 && month[2] === undefined) {
      return today.add({ days: (weekday - today.weekday + 7) % 7 });
    }
    return inYear(month[2], named(MONTHS, month[1] ?? "") + 1, 1, today);
  }
  return null;
}

/**
 * The day that a person means, `YYYY-MM-DD`, or null when it is none. Day before month, or after it where the computer writes dates so; a weekday is the next one, today included;
 * without a year it is the one nearest to `today`, for a calendar is leafed both ways.
 */
export function parseDay(text: string, today: string, order = preferences.dateOrder): string | null {
  const plain = text.trim().toLowerCase().replaceAll(",", " ").replace(/\s+/g, " ").replace(/\s*([/.])\s*/g, "$1");
  return read(plain, parseDate(today), order)?.toString() ?? null;
}
