import { describe, expect, it } from "vitest";
import { evenDay, longDay, moment, shortDay, visit } from "../calendar/test-days";
import { axisOf, dayAt, linesOf, minuteOf, stretchOf } from "./axis";

describe("the axis", () => {
  it("gives each day its real length", () => {
    const short = axisOf([evenDay("2026-03-28"), shortDay(), evenDay("2026-03-30")]);
    expect(short.days.map((day) => day.start)).toEqual([0, 1440, 2820]);
    expect(short.minutes).toBe(4260);
    expect(minuteOf(short, moment("2026-03-30", 60))).toBe(2880);
    const long = axisOf([longDay(), evenDay("2026-10-26")]);
    expect(minuteOf(long, moment("2026-10-26", 0))).toBe(1500);
  });

  it("finds the day of a minute, the last one at its end", () => {
    const axis = axisOf([longDay(), evenDay("2026-10-26")]);
    expect(dayAt(axis, 1499)?.frame.date).toBe("2026-10-25");
    expect(dayAt(axis, 1500)?.frame.date).toBe("2026-10-26");
    expect(dayAt(axis, axis.minutes)?.frame.date).toBe("2026-10-26");
    expect(dayAt(axisOf([]), 0)).toBeNull();
  });

  it("cuts a visit off at its ends, and has no place for one beyond them", () => {
    const axis = axisOf([evenDay("2026-11-18"), evenDay("2026-11-19")]);
    const from = (start: string, end: string) => stretchOf(axis, visit("g1", moment(start, 600), moment(end, 660)));
    expect(from("2026-11-17", "2026-11-18")).toEqual({ from: 0, to: 660 });
    expect(from("2026-11-19", "2026-11-25")).toEqual({ from: 2040, to: 2880 });
    expect(from("2026-11-17", "2026-11-25")).toEqual({ from: 0, to: 2880 });
    expect(from("2026-11-16", "2026-11-17")).toBeNull();
    expect(from("2026-11-20", "2026-11-21")).toBeNull();
  });
});

describe("its lines", () => {
  it("stand at the clock's hours, also behind a change, and where the clock changes", () => {
    const axis = axisOf([shortDay()]);
    const lines = linesOf(axis, { from: 0, to: axis.minutes }, 6);
    expect(lines.map((line) => [line.at, line.label])).toEqual([
      [0, "00:00"],
      [60, "02:00"],
      [300, "06:00"],
      [660, "12:00"],
      [1020, "18:00"],
    ]);
    expect(lines.map((line) => line.midnight)).toEqual([true, false, false, false, false]);
  });

  it("are only those in sight", () => {
    const axis = axisOf([evenDay("2026-11-18"), evenDay("2026-11-19")]);
    expect(linesOf(axis, { from: 1400, to: 1500 }, 1).map((line) => line.at)).toEqual([1440, 1500]);
  });
});
