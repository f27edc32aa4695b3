import { describe, expect, it } from "vitest";
import { clockMinutes, dragged, isEven, offsetOf, slotAt, slotsOf, snap, timeAt, wallAt } from "./slots";
import { evenDay, longDay, shortDay } from "./test-days";

const even = evenDay("2026-11-19");
const short = shortDay();
const long = longDay();
const first = (minutes: number) => ({ minutes, turn: 0 });

describe("a day of 24 hours", () => {
  it("reads the clock where it is drawn", () => {
    expect(timeAt(even, 0)).toBe("00:00");
    expect(timeAt(even, 545)).toBe("09:05");
    expect(timeAt(even, 1440)).toBe("24:00");
    expect(offsetOf(even, first(545))).toBe(545);
    expect(offsetOf(even, first(1440))).toBe(1440);
    expect(isEven(even)).toBe(true);
  });
  it("has 48 slots", () => {
    expect(slotsOf(even)).toEqual(Array.from({ length: 48 }, (_, index) => index * 30));
    expect(slotAt(even, 559)).toBe(540);
  });
});

describe("a day of 23 hours", () => {
  it("goes on at 02:00 after 00:59", () => {
    expect(timeAt(short, 59)).toBe("00:59");
    expect(timeAt(short, 60)).toBe("02:00");
    expect(timeAt(short, 480)).toBe("09:00");
    expect(timeAt(short, 1380)).toBe("24:00");
    expect(isEven(short)).toBe(false);
  });
  it("puts 09:00 eight hours after its start, and a skipped time at the change", () => {
    expect(offsetOf(short, first(540))).toBe(480);
    expect(offsetOf(short, first(90))).toBe(60);
    expect(offsetOf(short, first(1440))).toBe(1380);
  });
  it("has 46 slots, none of them in the gap", () => {
    const times = slotsOf(short).map((slot) => timeAt(short, slot));
    expect(times).toHaveLength(46);
    expect(times.slice(0, 4)).toEqual(["00:00", "00:30", "02:00", "02:30"]);
  });
});

describe("a day of 25 hours", () => {
  it("shows 01:00 twice and tells the two apart", () => {
    expect(timeAt(long, 60)).toBe("01:00");
    expect(timeAt(long, 120)).toBe("01:00");
    expect(wallAt(long, 90)).toEqual({ minutes: 90, turn: 0 });
    expect(wallAt(long, 150)).toEqual({ minutes: 90, turn: 1 });
    expect(offsetOf(long, { minutes: 90, turn: 0 })).toBe(90);
    expect(offsetOf(long, { minutes: 90, turn: 1 })).toBe(150);
  });
  it("puts 09:00 ten hours after its start", () => {
    expect(offsetOf(long, first(540))).toBe(600);
    expect(timeAt(long, 1499)).toBe("23:59");
    expect(timeAt(long, 1500)).toBe("24:00");
  });
  it("takes the first where a second is asked for and there is one only", () => {
    expect(offsetOf(long, { minutes: 540, turn: 1 })).toBe(600);
  });
  it("has 50 slots", () => {
    expect(slotsOf(long)).toHaveLength(50);
  });
});

describe("every minute of every kind of day", () => {
  it.each([even, short, long])("comes back from the clock to its place ($minutes minutes)", (frame) => {
    for (let offset = 0; offset <= frame.minutes; offset += 1) {
      expect(offsetOf(frame, wallAt(frame, offset))).toBe(offset);
    }
  });
});

describe("snapping", () => {
  it("goes to the nearest quarter and stays in the day", () => {
    expect(snap(even, 547)).toBe(540);
    expect(snap(even, 548)).toBe(555);
    expect(snap(even, -20)).toBe(0);
    expect(snap(even, 1500)).toBe(1440);
    expect(snap(short, 478)).toBe(480);
  });
  it("snaps to quarters of the clock even after a change that is no whole hour", () => {
    // 00:00 to 00:20, then the clock goes on from 00:50.
    const odd = {
      ...even,
      minutes: 1410,
      marks: [
        { offset: 0, wall: 0, label: "00:00" },
        { offset: 20, wall: 50, label: "00:50" },
        { offset: 30, wall: 60, label: "01:00" },
      ],
    };
    expect(timeAt(odd, snap(odd, 44))).toBe("01:15");
    expect(slotsOf(odd).slice(0, 3)).toEqual([0, 30, 60]);
  });
});

describe("a drag", () => {
  it("runs from the earlier to the later, whichever way it was made", () => {
    expect(dragged(even, 541, 629)).toEqual({ from: 540, to: 630 });
    expect(dragged(even, 629, 541)).toEqual({ from: 540, to: 630 });
  });
  it("is a quarter of an hour at least, also at the end of the day", () => {
    expect(dragged(even, 540, 541)).toEqual({ from: 540, to: 555 });
    expect(dragged(even, 1440, 1440)).toEqual({ from: 1425, to: 1440 });
    expect(dragged(short, 1380, 1400)).toEqual({ from: 1365, to: 1380 });
  });
});

describe("reading HH:MM", () => {
  it("takes times up to 24:00 and nothing else", () => {
    expect(clockMinutes("09:05")).toBe(545);
    expect(clockMinutes("24:00")).toBe(1440);
    for (const text of ["", "9", "24:01", "09:60", "01:30 GMT"]) expect(clockMinutes(text)).toBeNull();
  });
});
