import { describe, expect, it } from "vitest";
import { calendar, daysOf } from "./calendar.svelte";

describe("the days of a view", () => {
  it("is the day itself", () => {
    expect(daysOf("day", "2026-11-19")).toEqual({ first: "2026-11-19", last: "2026-11-19" });
  });
  it("is Monday to Sunday, from any day of the week", () => {
    for (const day of ["2026-11-16", "2026-11-19", "2026-11-22"]) {
      expect(daysOf("week", day)).toEqual({ first: "2026-11-16", last: "2026-11-22" });
    }
  });
  it("is six whole weeks that hold the month", () => {
    expect(daysOf("month", "2026-11-30")).toEqual({ first: "2026-10-26", last: "2026-12-06" });
    expect(daysOf("month", "2027-02-14")).toEqual({ first: "2027-02-01", last: "2027-03-14" });
  });
});

describe("moving", () => {
  it("has a title for each view and steps by it", () => {
    calendar.show("week", "2026-11-19");
    expect(calendar.title).toBe("16–22 Nov 2026");
    calendar.next();
    calendar.next();
    expect(calendar.title).toBe("30 Nov – 6 Dec 2026");
    calendar.show("week", "2026-12-31");
    expect(calendar.title).toBe("28 Dec 2026 – 3 Jan 2027");
    calendar.show("day", "2026-11-01");
    calendar.previous();
    expect(calendar.title).toBe("Sat 31 Oct 2026");
    calendar.show("month");
    calendar.next();
    expect(calendar.title).toBe("November 2026");
    expect(calendar.anchor).toBe("2026-11-30");
  });
});
