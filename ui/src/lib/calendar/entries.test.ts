import { expect, test } from "vitest";
import { beginAt, dayFrom, entriesOf, linesIn } from "./entries";
import { dayVisit, evenDay, moment, visit } from "./test-days";

const DAYS = ["2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20"].map(evenDay);
const keys = (visits: Parameters<typeof entriesOf>[1]): string[] => entriesOf(DAYS, visits).map(({ key }) => key);

test("a day's visits are under its name as they come, and empty days are left out", () => {
  expect(keys([dayVisit("r2", "2026-11-20", 600, 660), dayVisit("r1", "2026-11-18", 660, 720), dayVisit("r3", "2026-11-18", 540, 600)])).toEqual([
    "2026-11-18", "2026-11-18 r3", "2026-11-18 r1", "2026-11-20", "2026-11-20 r2",
  ]);
  expect(keys([])).toEqual([]);
});

test("a visit of several days is on each of them, after what begins before it, and first where it goes on", () => {
  const stay = visit("g1", moment("2026-11-18", 600), moment("2026-11-20", 0));
  expect(keys([dayVisit("r1", "2026-11-18", 540, 600), stay, dayVisit("r2", "2026-11-19", 0, 60)])).toEqual([
    "2026-11-18", "2026-11-18 r1", "2026-11-18 g1", "2026-11-19", "2026-11-19 g1", "2026-11-19 r2",
  ]);
  // From before the days that are listed to after them.
  const long = visit("g2", moment("2026-11-10", 600), moment("2026-12-10", 600));
  expect(keys([long])).toHaveLength(8);
});

test("a day's name counts its visits", () => {
  const entries = entriesOf(DAYS, [dayVisit("r1", "2026-11-18", 540, 600), dayVisit("r2", "2026-11-18", 540, 600)]);
  expect(entries[0]).toMatchObject({ visit: null, count: 2 });
});

test("it begins at the first visit that is not over, and goes from day to day", () => {
  const over = { ...dayVisit("r1", "2026-11-18", 540, 600), state: "over" as const };
  const entries = entriesOf(DAYS, [over, dayVisit("r2", "2026-11-18", 600, 660), dayVisit("r3", "2026-11-20", 600, 660)]);
  expect(linesIn(entries)).toEqual([1, 2, 4]);
  expect(beginAt(entries)).toBe(2);
  expect(beginAt(entriesOf(DAYS, [over]))).toBe(1);
  expect(beginAt([])).toBe(-1);
  expect(dayFrom(entries, 2, 1)).toBe(4);
  expect(dayFrom(entries, 4, 1)).toBe(4);
  expect(dayFrom(entries, 4, -1)).toBe(1);
  expect(dayFrom(entries, 2, -1)).toBe(1);
});
