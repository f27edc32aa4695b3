import type { DateOrder } from "./ipc/bindings";

/** Days of the calendar that everybody uses, without an hour and without a zone. */

/** How many days before a month of an ordinary year lie in that year. */
const BEFORE = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

/** What is added to a day. Months and years come first; a day that the month then reached does not have becomes its last. */
export type Distance = { days?: number; weeks?: number; months?: number; years?: number };

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** How many days lie before a year, counted from the first of all. */
function beforeYear(year: number): number {
  const past = year - 1;
  return past * 365 + Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400);
}

export class CalendarDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;

  /** A day that the month does not have becomes its last. */
  constructor(year: number, month: number, day: number) {
    this.year = year;
    this.month = month;
    this.day = Math.min(day, daysIn(year, month));
  }

  /** The count of days since the first of all: of two that follow each other, one more. */
  get #number(): number {
    const leap = this.month > 2 && isLeap(this.year) ? 1 : 0;
    return beforeYear(this.year) + (BEFORE[this.month - 1] ?? 0) + leap + this.day;
  }

  static #at(number: number): CalendarDate {
    let year = Math.floor(number / 365.2425) + 1;
    while (beforeYear(year) >= number) year -= 1;
    while (beforeYear(year + 1) < number) year += 1;
    let day = number - beforeYear(year);
    let month = 1;
    while (day > daysIn(year, month)) {
      day -= daysIn(year, month);
      month += 1;
    }
    return new CalendarDate(year, month, day);
  }

  add({ days = 0, weeks = 0, months = 0, years = 0 }: Distance): CalendarDate {
    const count = this.year * 12 + this.month - 1 + years * 12 + months;
    const moved = new CalendarDate(Math.floor(count / 12), (count % 12) + 1, this.day);
    return CalendarDate.#at(moved.#number + weeks * 7 + days);
  }

  subtract({ days = 0 }: { days: number }): CalendarDate {
    return this.add({ days: -days });
  }

  /** The same month's day of that number, or its last. */
  set({ day }: { day: number }): CalendarDate {
    return new CalendarDate(this.year, this.month, day);
  }

  /** How many days later it is than another. */
  compare(other: CalendarDate): number {
    return this.#number - other.#number;
  }

  /** 0 on a Monday, 6 on a Sunday. */
  get weekday(): number {
    return (this.#number + 6) % 7;
  }

  /** `YYYY-MM-DD`. */
  toString(): string {
    const pad = (value: number, digits: number): string => String(value).padStart(digits, "0");
    return `${pad(this.year, 4)}-${pad(this.month, 2)}-${pad(this.day, 2)}`;
  }
}

/** Reads `YYYY-MM-DD`; throws at what is no day. */
export function parseDate(text: string): CalendarDate {
  const [, year, month, day] = (/^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? []).map(Number);
  const date = new CalendarDate(year ?? 0, month ?? 0, day ?? 0);
  if (date.year < 1 || date.month < 1 || date.month > 12 || date.day < 1 || date.day !== day) throw new Error(`${text} is not a day`);
  return date;
}

/**
 * Which of two numbers in a date is the day and which the month, the likelier reading first: as the computer writes dates, and the other way round
 * where that is no day; but nobody writes the month first between points. Quick add and the import read them so.
 */
export function dayAndMonth(one: string, separator: string, other: string, order: DateOrder): [day: number, month: number][] {
  const dayFirst: [number, number] = [Number(one), Number(other)];
  const monthFirst: [number, number] = [Number(other), Number(one)];
  if (separator === ".") return [dayFirst];
  return order === "dayFirst" ? [dayFirst, monthFirst] : [monthFirst, dayFirst];
}
