import { describe, expect, it } from "vitest";
import { booked, choice, edge, extended, sideways, slotOf, vertical, type Column, type Place } from "./stops";
import { evenDay, longDay, shortDay } from "./test-days";

const column: Column = {
  frame: evenDay("2026-11-18"),
  items: [
    { key: "r1", from: 540, to: 1020 },
    { key: "r2", from: 545, to: 600 },
  ],
};
const next: Column = {
  frame: evenDay("2026-11-19"),
  items: [
    { key: "r3", from: 480, to: 510 },
    { key: "r4", from: 600, to: 660 },
    { key: "r5", from: 960, to: 990 },
  ],
};
const slot = (minutes: number, extra = 0): Place => ({ key: null, wall: { minutes, turn: 0 }, extra });
const MORNING = 540;

describe("up and down", () => {
  it("walks slots and visits in order of time", () => {
    let place: Place | null = slot(510);
    const seen: string[] = [];
    for (let count = 0; count < 5 && place !== null; count += 1) {
      place = vertical(column, place, 1, MORNING);
      if (place !== null) seen.push(place.key ?? String(place.wall?.minutes));
    }
    expect(seen).toEqual(["540", "r1", "r2", "570", "600"]);
    place = vertical(column, slot(570), -1, MORNING);
    expect(place?.key).toBe("r2");
  });
  it("starts from where it is told before anybody has moved", () => {
    expect(vertical(next, { key: null, wall: null, extra: 0 }, 1, MORNING)).toEqual(slot(570));
  });
  it("ends at the ends of the day", () => {
    expect(vertical(column, slot(0), -1, MORNING)).toBeNull();
    expect(vertical(column, slot(1410), 1, MORNING)).toBeNull();
    expect(edge(column, true)).toEqual(slot(1410));
    expect(edge(column, false)).toEqual(slot(0));
  });
  it("goes on from the slot when the visit under the cursor has gone", () => {
    expect(vertical(column, { key: "gone", wall: { minutes: 720, turn: 0 }, extra: 0 }, 1, MORNING)).toEqual(slot(750));
  });
  it("passes through both of the hours that come twice", () => {
    const day: Column = { frame: longDay(), items: [] };
    const walls: string[] = [];
    let place: Place | null = slot(30);
    for (let count = 0; count < 5 && place !== null; count += 1) {
      place = vertical(day, place, 1, MORNING);
      if (place?.wall) walls.push(`${String(place.wall.minutes)}/${String(place.wall.turn)}`);
    }
    expect(walls).toEqual(["60/0", "90/0", "60/1", "90/1", "120/0"]);
  });
});

describe("left and right", () => {
  it("keeps the time on the clock, whatever the clock has done that day", () => {
    const short: Column = { frame: shortDay(), items: [] };
    const place = sideways(column, short, slot(720), MORNING);
    expect(place).toEqual(slot(720));
    expect(slotOf(short, place, MORNING)).toBe(660);
  });
  it("goes from a visit to the nearest one of those at its time", () => {
    expect(sideways(column, next, { key: "r1", wall: { minutes: 540, turn: 0 }, extra: 0 }, MORNING).key).toBe("r4");
  });
  it("goes from a visit to free time where nobody is there then, or where the day is not read yet", () => {
    expect(sideways(next, column, { key: "r3", wall: null, extra: 0 }, MORNING)).toEqual(slot(480));
    expect(sideways(column, null, { key: "r1", wall: null, extra: 0 }, MORNING)).toEqual(slot(540));
  });
});

describe("choosing time", () => {
  it("grows down, shrinks, and grows up", () => {
    let place = slot(600);
    place = extended(column, place, 1, MORNING);
    place = extended(column, place, 1, MORNING);
    expect(choice(column, place, MORNING)).toEqual({ from: 600, to: 690 });
    for (let count = 0; count < 3; count += 1) place = extended(column, place, -1, MORNING);
    expect(choice(column, place, MORNING)).toEqual({ from: 570, to: 630 });
  });
  it("stays within the day", () => {
    expect(choice(column, extended(column, slot(1410), 1, MORNING), MORNING)).toEqual({ from: 1410, to: 1440 });
    expect(choice(column, extended(column, slot(0), -1, MORNING), MORNING)).toEqual({ from: 0, to: 30 });
  });
  it("begins at the slot of the visit under the cursor", () => {
    const place = extended(column, { key: "r2", wall: null, extra: 0 }, 1, MORNING);
    expect(place.key).toBeNull();
    expect(choice(column, place, MORNING)).toEqual({ from: 540, to: 600 });
  });
});

describe("what is booked", () => {
  it("is an hour from a single slot, and what was chosen otherwise", () => {
    expect(booked(column, slot(600), MORNING)).toEqual({ from: 600, to: 660 });
    expect(booked(column, slot(600, 60), MORNING)).toEqual({ from: 600, to: 690 });
    expect(booked(column, slot(1410), MORNING)).toEqual({ from: 1410, to: 1440 });
  });
});
