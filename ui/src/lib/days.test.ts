import { CalendarDate as Theirs, getDayOfWeek, parseDate as theirs } from "@internationalized/date";
import { expect, test } from "vitest";
import { CalendarDate, parseDate } from "./days";

/** Every so many days of four centuries, leap years of every kind among them. */
function* days(step: number): Generator<Theirs> {
  for (let day = new Theirs(1899, 12, 20); day.year < 2301; day = day.add({ days: step })) yield day;
}

test("a day is written, read and named as others do it", () => {
  for (const day of days(3)) {
    const ours = parseDate(day.toString());
    expect([ours.year, ours.month, ours.day, ours.toString()]).toEqual([day.year, day.month, day.day, day.toString()]);
    expect(ours.weekday).toBe(getDayOfWeek(day, "en-GB", "mon"));
  }
});

test("distances lead to the same days", () => {
  const distances = [{ days: 1 }, { days: -1 }, { days: 41 }, { days: -400 }, { weeks: 1 }, { weeks: -1 }, { months: 1 }, { months: -1 }, { months: 25 }, { years: 1 }];
  for (const day of days(29)) {
    const ours = parseDate(day.toString());
    for (const distance of distances) {
      const there = day.add(distance);
      expect(ours.add(distance).toString()).toBe(there.toString());
      expect(Math.sign(parseDate(there.toString()).compare(ours))).toBe(Math.sign(there.compare(day)));
    }
    expect(ours.subtract({ days: 7 }).toString()).toBe(day.subtract({ days: 7 }).toString());
  }
});

test("a day that a month does not have is its last", () => {
  expect(new CalendarDate(2026, 2, 31).toString()).toBe("2026-02-28");
  expect(new CalendarDate(2028, 2, 31).toString()).toBe("2028-02-29");
  expect(parseDate("2026-01-31").add({ months: 1 }).toString()).toBe("2026-02-28");
  expect(parseDate("2026-06-01").set({ day: 31 }).toString()).toBe("2026-06-30");
  expect(parseDate("2026-11-19").compare(parseDate("2026-10-19"))).toBe(31);
});

test("what is no day is refused, as others refuse it", () => {
  for (const text of ["", "2026-13-01", "2026-00-10", "2026-02-29", "2026-04-31", "2026-1-1", "tomorrow", "2026-01-00"]) {
    expect(() => parseDate(text), text).toThrow();
    expect(() => theirs(text), text).toThrow();
  }
});
