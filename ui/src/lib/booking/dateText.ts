import { CalendarDate, dayAndMonth, parseDate } from "../days";
import type { DateOrder } from "../ipc/bindings";
import { preferences } from "../settings/preferences.svelte";

const MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/** A day without a year that passed no longer ago than this is taken for that past day, and refused, rather than booked a year on. */
const JUST_PASSED_DAYS = 60;

/**
 * Reads a day as people write it at this desk: `today`, `tomorrow`, `thu`, `next thu`, `+3`, `in 2 weeks`, `19`, `19 nov`,
 * `nov 19 2026`, `19/11`, `19.11.26`, `2026-11-19`, and the page's own `Thu 19 Nov`.
 * Which of two numbers is the day is the computer's to say, as for quick add.
 * `today` is the account's day, `YYYY-MM-DD`. Answers `YYYY-MM-DD`, or null for what is no day.
 */
export function readDate(text: string, today: string, order = preferences.dateOrder): string | null {
  const now = parseDate(today);
  const plain = text.trim().toLowerCase().replace(/[,\s]+/g, " ");
  const day = plain === "" ? null : (readWord(plain, now) ?? readNumeric(plain, now, order) ?? readNamed(plain, now));
  return day?.toString() ?? null;
}

function readWord(text: string, now: CalendarDate): CalendarDate | null {
  if (text === "today" || text === "tod" || text === "now") return now;
  if (["tomorrow", "tom", "tmr", "tomo"].includes(text)) return now.add({ days: 1 });
  const ahead = /^(?:\+ ?(\d{1,3})|in (\d{1,3}) (days?|weeks?))$/.exec(text);
  if (ahead) {
    const count = Number(ahead[1] ?? ahead[2]);
    return now.add(ahead[3]?.startsWith("w") ? { weeks: count } : { days: count });
  }
  const named = /^(next |this )?([a-z]+)$/.exec(text);
  const weekday = named ? weekdayIndex(named[2] ?? "") : null;
  if (named === null || weekday === null) return null;
  const todayIndex = now.weekday;
  const distance = weekday - todayIndex;
  // "next Thursday" is the one of next week; a bare "Thursday" is the nearest, today included
  if (named[1] === "next ") return now.add({ days: distance + 7 });
  return now.add({ days: distance < 0 ? distance + 7 : distance });
}

function readNumeric(text: string, now: CalendarDate, order: DateOrder): CalendarDate | null {
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(text);
  if (iso) return dayOf(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const [, one, separator, other, year] = /^(\d{1,2})([-/. ])(\d{1,2})(?:[-/. ](\d{4}|\d{2}))?$/.exec(text) ?? [];
  if (one !== undefined && separator !== undefined && other !== undefined) {
    const read = dayAndMonth(one, separator, other, order).map(([day, month]) => withYear(day, month, year, now));
    return read.find((day) => day !== null) ?? null;
  }
  const alone = /^(\d{1,2})(?:st|nd|rd|th)?$/.exec(text);
  return alone ? nextDayOfMonth(Number(alone[1]), now) : null;
}

function readNamed(text: string, now: CalendarDate): CalendarDate | null {
  // the weekday of "Thu 19 Nov" is left aside: whoever changes the 19 to a 20 means the 20th
  const lead = /^([a-z]+)\.? (.+)$/.exec(text);
  const rest = lead && weekdayIndex(lead[1] ?? "") !== null ? (lead[2] ?? "") : text;
  if (rest !== text && /^\d{1,2}(st|nd|rd|th)?$/.test(rest)) return nextDayOfMonth(parseInt(rest, 10), now);
  const dayFirst = /^(\d{1,2})(?:st|nd|rd|th)?(?: of)? ?([a-z]+)\.?(?: (\d{4}|\d{2}))?$/.exec(rest);
  if (dayFirst) return withMonthName(dayFirst[1], dayFirst[2], dayFirst[3], now);
  const monthFirst = /^([a-z]+)\.? ?(\d{1,2})(?:st|nd|rd|th)?(?: (\d{4}|\d{2}))?$/.exec(rest);
  return monthFirst ? withMonthName(monthFirst[2], monthFirst[1], monthFirst[3], now) : null;
}

function withMonthName(day: string | undefined, name: string | undefined, year: string | undefined, now: CalendarDate): CalendarDate | null {
  const month = name !== undefined && name.length >= 3 ? MONTHS.findIndex((each) => each.startsWith(name)) : -1;
  return month < 0 ? null : withYear(Number(day), month + 1, year, now);
}

function withYear(day: number, month: number, year: string | undefined, now: CalendarDate): CalendarDate | null {
  if (year !== undefined) return dayOf(year.length === 2 ? 2000 + Number(year) : Number(year), month, day);
  const oldest = now.subtract({ days: JUST_PASSED_DAYS });
  // eight years always hold a 29 February
  for (let candidate = oldest.year; candidate <= oldest.year + 8; candidate += 1) {
    const found = dayOf(candidate, month, day);
    if (found !== null && found.compare(oldest) >= 0) return found;
  }
  return null;
}

function nextDayOfMonth(day: number, now: CalendarDate): CalendarDate | null {
  const first = now.set({ day: 1 });
  for (let ahead = 0; ahead <= 2; ahead += 1) {
    const month = first.add({ months: ahead });
    const found = dayOf(month.year, month.month, day);
    if (found !== null && found.compare(now) >= 0) return found;
  }
  return null;
}

/** The day, or null where the calendar has none such: CalendarDate itself would move 31 June to 30 June. */
function dayOf(year: number, month: number, day: number): CalendarDate | null {
  if (year < 2000 || year > 2199 || month < 1 || month > 12 || day < 1) return null;
  const made = new CalendarDate(year, month, 1).set({ day });
  return made.day === day ? made : null;
}

/** 0 for Monday; from two letters on, as far as they name one day only. */
function weekdayIndex(word: string): number | null {
  if (word.length < 2) return null;
  const also: Record<string, number> = { weds: 2, thur: 3, thurs: 3, tues: 1 };
  const found = WEEKDAYS.findIndex((name) => name.startsWith(word));
  return found >= 0 ? found : (also[word] ?? null);
}
