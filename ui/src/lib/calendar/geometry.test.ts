import { describe, expect, it } from "vitest";
import { isOneDay, laneLimit, lastDayOf, dayByDay, monthRoom, packAllDay, shortest, sortVisits, top, usableWidth } from "./geometry";
import { dayVisit, evenDay, longDay, moment, visit } from "./test-days";

const WEEK = ["2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20", "2026-11-21", "2026-11-22"];
const days = WEEK.map(evenDay);
const long = (key: string, from: string, to: string, end = 1080) => visit(key, moment(from, 600), moment(to, end));

describe("pixels", () => {
  it("draws an hour as high as it is told and a target no lower than 24 px", () => {
    expect(top(90, 48)).toBe(72);
    expect(top(shortest(48), 48)).toBe(24);
    expect(top(shortest(60), 60)).toBe(24);
  });
  it("allows six lanes in a week at most, fewer in a narrow column, more in a day", () => {
    expect(laneLimit("week", 400)).toBe(6);
    expect(laneLimit("week", 110)).toBe(4);
    expect(laneLimit("week", 20)).toBe(1);
    expect(laneLimit("day", 1100)).toBe(15);
  });
  it("never makes a lane of a week too narrow to hit, its gap of 2 px left out", () => {
    for (let width = 60; width < 300; width += 7) {
      for (const written of [false, true]) {
        const usable = usableWidth(width, written);
        const lanes = laneLimit("week", usable);
        if (lanes > 1) expect(usable / lanes - 2).toBeGreaterThanOrEqual(24);
      }
    }
  });
});

describe("which days a visit takes", () => {
  it("ends on the day that midnight closes", () => {
    const late = dayVisit("r1", "2026-11-18", 1320, 1440);
    expect(late.end.date).toBe("2026-11-19");
    expect(lastDayOf(late)).toBe("2026-11-18");
    expect(isOneDay(late)).toBe(true);
  });
  it("goes over midnight", () => {
    expect(isOneDay(long("g1", "2026-11-18", "2026-11-19", 60))).toBe(false);
  });
});

describe("columns", () => {
  it("puts a visit into its day from start to end", () => {
    const { timed, spanning } = sortVisits(days, [dayVisit("r1", "2026-11-18", 540, 600), dayVisit("r2", "2026-11-22", 1320, 1440)]);
    expect(timed[2]).toMatchObject([{ key: "r1", from: 540, to: 600 }]);
    expect(timed[6]).toMatchObject([{ key: "r2", from: 1320, to: 1440 }]);
    expect(spanning).toEqual([]);
  });
  it("lets a visit to midnight fill a day of 25 hours to its end", () => {
    const day = longDay();
    const late = visit("r1", moment(day.date, 600), moment("2026-10-26", 0));
    expect(sortVisits([day], [late]).timed[0]).toMatchObject([{ from: 600, to: 1500 }]);
  });
  it("puts a visit of several days into the all-day lane, cut at the edges", () => {
    const { spanning } = sortVisits(days, [
      long("g1", "2026-11-17", "2026-11-19"),
      long("g2", "2026-11-10", "2026-11-16"),
      long("g3", "2026-11-22", "2026-11-30"),
      long("g4", "2026-11-01", "2026-12-01"),
    ]);
    expect(spanning).toMatchObject([
      { key: "g1", first: 1, last: 3, before: false, after: false },
      { key: "g2", first: 0, last: 0, before: true, after: false },
      { key: "g3", first: 6, last: 6, before: false, after: true },
      { key: "g4", first: 0, last: 6, before: true, after: true },
    ]);
  });
  it("leaves out what lies outside", () => {
    const sorted = sortVisits(days, [
      dayVisit("r1", "2026-11-15", 540, 600),
      long("g1", "2026-11-10", "2026-11-12"),
      // Ends at the midnight with which the week begins.
      long("g2", "2026-11-13", "2026-11-16", 0),
    ]);
    expect(sorted.timed.flat()).toEqual([]);
    expect(sorted.spanning).toEqual([]);
  });
});

describe("the all-day lane", () => {
  const span = (key: string, first: number, last: number) => ({
    key,
    visit: long(key, "2026-11-16", "2026-11-18"),
    first,
    last,
    before: false,
    after: false,
  });

  it("fills rows from the top and uses a row again where it is free", () => {
    const lane = packAllDay([span("g1", 0, 2), span("g2", 1, 3), span("g3", 3, 4)], 7, 3);
    expect(lane.shown.map((item) => [item.key, item.row])).toEqual([
      ["g1", 0],
      ["g2", 1],
      ["g3", 0],
    ]);
    expect(lane.rows).toBe(2);
    expect(lane.hidden.flat()).toEqual([]);
  });
  it("hides what exceeds its rows, in every column it takes", () => {
    const lane = packAllDay([span("g1", 0, 6), span("g2", 0, 6), span("g3", 0, 6), span("g4", 2, 3)], 7, 3);
    expect(lane.rows).toBe(3);
    expect(lane.hidden.map((those) => those.length)).toEqual([0, 0, 1, 1, 0, 0, 0]);
  });
});

describe("a month", () => {
  it("lists what lasts days first, in each of its days, then the rest by time", () => {
    const cells = dayByDay(days, [
      dayVisit("r1", "2026-11-17", 600, 660),
      dayVisit("r2", "2026-11-17", 540, 600),
      long("g1", "2026-11-16", "2026-11-17"),
    ]);
    expect(cells[0]?.map((one) => one.key)).toEqual(["g1"]);
    expect(cells[1]?.map((one) => one.key)).toEqual(["g1", "r2", "r1"]);
  });
});

describe("the room of a month's day", () => {
  it("is what its height holds below the number, and one at least", () => {
    expect(monthRoom(101)).toBe(3);
    expect(monthRoom(100)).toBe(2);
    expect(monthRoom(78)).toBe(2);
    expect(monthRoom(20)).toBe(1);
  });
});
