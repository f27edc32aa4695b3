import { expect, test } from "vitest";
import type { Moment } from "../ipc/bindings";
import { dayName, longDate, range, shortDate } from "./dates";

function moment(date: string, offset: number, time: string): Moment {
  return { utc: "", date, offset, time };
}

test("dates are named in English, the day first", () => {
  expect(dayName("2026-11-16")).toBe("Monday");
  expect(dayName("2026-11-22")).toBe("Sunday");
  expect(shortDate("2026-11-19")).toBe("Thu 19 Nov");
  expect(longDate("2028-02-29")).toBe("Tuesday 29 February 2028");
});

test("a range names its days only when there are several", () => {
  expect(range(moment("2026-11-19", 540, "09:00"), moment("2026-11-19", 1020, "17:00"))).toBe("09:00–17:00");
  expect(range(moment("2026-11-18", 540, "09:00"), moment("2026-11-19", 1080, "18:00"))).toBe(
    "Wed 18 Nov 09:00 – Thu 19 Nov 18:00",
  );
});

test("the midnight that ends a day belongs to it, on a long day and over a year's end too", () => {
  expect(range(moment("2026-12-31", 780, "13:00"), moment("2027-01-01", 0, "00:00"))).toBe("13:00–24:00");
  expect(range(moment("2026-10-25", 60, "01:00 BST"), moment("2026-10-26", 0, "00:00"))).toBe("01:00 BST–24:00");
  expect(range(moment("2026-12-30", 780, "13:00"), moment("2027-01-01", 0, "00:00"))).toBe(
    "Wed 30 Dec 13:00 – Fri 1 Jan 00:00",
  );
});
