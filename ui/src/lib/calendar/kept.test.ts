import { describe, expect, it } from "vitest";
import { holdSame, isSame, keptDays, keptVisits } from "./kept";
import { dayVisit, evenDay } from "./test-days";

const DAY = "2026-11-18";

describe("what is kept of an answer", () => {
  it("tells what says the same from what does not", () => {
    expect(isSame(dayVisit("r1", DAY, 540, 600), dayVisit("r1", DAY, 540, 600))).toBe(true);
    expect(isSame(dayVisit("r1", DAY, 540, 600), dayVisit("r1", DAY, 540, 601))).toBe(false);
    expect(isSame({ a: 1 }, { a: 1, b: undefined })).toBe(false);
    expect(isSame({ a: undefined }, { b: undefined })).toBe(false);
    expect(isSame([1, 2], [1])).toBe(false);
    expect(isSame(null, {})).toBe(false);
  });

  it("is the very object of before, unless something of it is new", () => {
    const before = [dayVisit("r1", DAY, 540, 600), dayVisit("r2", DAY, 600, 660)];
    const later = dayVisit("r2", DAY, 600, 690);
    const now = keptVisits(before, [later, dayVisit("r1", DAY, 540, 600), dayVisit("r3", DAY, 540, 600)]);
    expect(now.map((one) => one.key)).toEqual(["r2", "r1", "r3"]);
    expect(now[0]).toBe(later);
    expect(now[1]).toBe(before[0]);
    const [day] = keptDays([], [evenDay(DAY)]);
    expect(day).toBeDefined();
    expect(keptDays(day === undefined ? [] : [day], [evenDay(DAY)])[0]).toBe(day);
  });

  it("makes a list the same only with the same visits in the same order", () => {
    const items = [dayVisit("r1", DAY, 540, 600), dayVisit("r2", DAY, 600, 660)].map((visit) => ({ visit }));
    expect(holdSame(items, [...items])).toBe(true);
    expect(holdSame(items, [...items].reverse())).toBe(false);
    expect(holdSame(items, items.slice(1))).toBe(false);
  });
});
